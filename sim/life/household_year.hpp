// One household lives one year in one arm: the order of life, steps 2 to 13.
#pragma once

#include <limits>
#include <vector>

#include "sim/life/care.hpp"
#include "sim/life/care_account.hpp"
#include "sim/life/illness.hpp"
#include "sim/life/income.hpp"
#include "sim/life/story.hpp"

namespace hearth {

//! Where a year is counted: joint cells of the village, and what has no cells.
struct Count {
    Tally* tally = nullptr; //!< null while burning in
    VillageCells* cells = nullptr;
};

//! A reform whose care is frozen at this arm's.
struct FrozenScene {
    FrozenArm* arm;
    Count count;
    FundScene funds{};
};

//! What all households of a village share in a year and arm.
struct YearScene {
    const World& world;
    const Village& village;
    const YearIllness& illness;
    const Exposure& exposure;
    const Luck& luck;
    int year;
    bool with_twin;
    bool attribution;
    Arm& arm;
    Count count;
    std::vector<Money>* first_net; //!< net welfare in the first arm, by household
    bool is_first_arm;
    FundScene funds{}; //!< where funds may run dry
    std::span<const FrozenScene> frozen{};
    HouseholdStory* story = nullptr; //!< filled for the household it names
    const ByTier* served = nullptr;  //!< share of patients each tier has a bed for, where the scenario lets it respond
};

//! Stands for the welfare of a household nobody lives in.
inline constexpr Money not_living{std::numeric_limits<std::int64_t>::min()};

//! A household's year as it is measured.
struct Outcome {
    std::int64_t persons = 0;
    LabelSet held = 0;
    LabelSet premium_labels = 0; //!< those the premium was paid under
    bool enrolled = false;
    bool returned = false, returned_by_illness = false;
    bool long_ill = false; //!< somebody with a long-term or major illness
    bool unbalanced = false; //!< the books of some world beside this one do not balance
    bool shock = false;    //!< somebody's hospital bills passed last year's income a head
    std::uint32_t layers_used = 0; //!< bit of each layer that paid for somebody
    Books books;
    Purse purse;
    Money inpatient_own;
    Money relief, transfer; //!< paid by programmes: of non-medical costs, and to live on
    Money lost_earnings;
    Money gross, net;   //!< welfare a head
    Money twin, free;   //!< the same in the worlds without illness
    std::array<Money, coalitions> channel{}; //!< by coalition of channels that act
};

//! Quintile, from 0, of a gross welfare a head.
int quintile_of(double yuan_per_head, const YearValues& v);

class HouseholdYear {
public:
    explicit HouseholdYear(YearScene scene);
    //! The order of life for one household.
    void live(HouseholdIndex household);

private:
    struct Member {
        PersonIndex person;
        int age;
        int sex;
        Work work;
        double labour = 0.0;    //!< capacity this year, full worker = 1
        double capacity = 0.0;  //!< at that age, were the person not disabled
        double days_lost = 0.0;
        int death_day = -1;
        Money billed; //!< in hospital this year
        PersonRow row;
    };
    struct Event {
        enum Kind : std::uint8_t { acute_episode, acute_bundle, chronic_episode, chronic_bundle };
        std::int16_t day;
        std::uint8_t kind;
        std::uint8_t member;
        std::int32_t index; //!< into the village's list (acute) or the household's (chronic)
    };
    //! A claim as settled, for reforms with frozen care.
    struct SettledClaim {
        law::Claim claim;
        Claimant claimant;
        int day;
        int disease;
    };

    const Policy& policy() const { return s_.arm.plan->policy; }
    bool gather_members();
    void decide_labels();
    void enrol();
    void choose_grade();
    void follow_labels();
    bool joins(LabelSet held, Money last_gross);
    void prevent();
    void fall_ill();
    double incidence_of(int disease) const;
    bool kept_away(std::size_t k, int disease, std::uint32_t event) const;
    void extra_illness(std::size_t m);
    void add_event(Event::Kind kind, int day, std::size_t member, std::int32_t index);
    void begin_chronic(const Member& m, int disease, double luck);
    void complicate(const Member& m);
    void chronic_illness(std::size_t m);
    bool condition(std::size_t m, int chronic_bit, double& need);
    void advance(std::size_t k, std::uint64_t mask, double luck);
    void seek_care();
    void live_episode(const Episode& e, Member& m);
    void forgo(const Episode& e, const Disease& d, double severity, const Choice& choice, Member& m);
    void admit(const Episode& e, const Disease& d, double severity, const Choice& choice, Member& m);
    void live_bundle(const Bundle& b, Member& m);
    //! \param tier that treats; -1 where care is forgone
    void outcome(const Episode& e, const Disease& d, double severity, int tier, Member& m);
    void settle(law::Claim claim, Member& m, int day, int disease);
    //! \param joins_in_time there is care to come this year that cover would help with
    void become_monitored(bool joins_in_time);
    void count_need(const Disease& d, double severity, const Choice& choice, Member& m);
    bool long_ill() const;
    void work();
    void budget();
    Money floor_for(std::int64_t persons) const;
    void live_twin();
    //! \param transfer_more yuan a head above what the arm's people receive
    Money live_twin(Purse& purse, Money premium, Books& b, Money transfer_more = {});
    void live_channels();
    void live_free();
    void live_frozen(std::size_t i);
    void measure();
    void measure_into(const Count& count, const Outcome& o, const Policy& policy, PovertyHistory& history);
    void tally_poverty(HouseholdRow& row, const Outcome& o) const;
    void tally_illness(HouseholdRow& row, const Outcome& o) const;
    void tally_catastrophe(HouseholdRow& row, const Outcome& o) const;
    void tally_money(HouseholdRow& row, const Outcome& o) const;
    void tally_bins(Tally& tally, const Outcome& o, bool catastrophic) const;
    void tally_debt_by_layer(Tally& tally, const Outcome& o, bool in_debt) const;
    void tally_channels(Tally& tally, const Outcome& o) const;
    void tally_persons(const Count& count, const Outcome& o, std::size_t quintile);
    void tally_premiums(Tally& tally, const Outcome& o, const Policy& policy, const YearPolicy& terms) const;
    void tally_programmes(Tally& tally, const Outcome& o, const YearPolicy& terms) const;
    void tell_care(const law::Claim& claim, const Member& m, int day, int disease, double severity, const Choice& choice);
    void tell_year();

    Situation situation(const Member& m, const Disease& d, int day) const;
    Incomes transfers_of(LabelSet held, Money dibao, std::int64_t persons, int pensioners, Incomes from) const;
    Money asset_income(const Purse& purse) const;
    Money relief_of(const Practice& practice) const;
    const ByTier& ways_of(std::size_t practice, bool visit) const { return ways_[2 * practice + (visit ? 1 : 0)]; }

    YearScene s_;
    std::vector<ByTier> ways_;   //!< weights of travel time by practice: for stays, for visits
    std::vector<ByTier> served_; //!< share of patients each tier has a bed for, by practice
    double enrolment_logit_;
    std::array<double, 64> equivalents_{}; //!< household size^0.56
    const Parameters& p_;
    const YearValues& v_;
    const YearPolicy& terms_;
    CareAccount account_;
    std::vector<CareAccount> frozen_accounts_;
    std::size_t h_ = 0;
    std::uint64_t id_ = 0;
    std::vector<Member> members_;
    std::vector<PersonIndex> people_;
    std::vector<Episode> episodes_;
    std::vector<Bundle> bundles_;
    std::vector<Event> events_;
    std::vector<SettledClaim> claims_;
    StoryYear* telling_ = nullptr;
    // of this household and year
    const Practice* practice_ = nullptr; //!< for the labels held
    std::size_t practice_at_ = 0;        //!< its index
    bool enrolled_ = false;
    double joining_odds_ = 1.0;
    bool verified_ = false; //!< by the "three batches"
    bool contract_ = false;
    bool literate_ = false;
    double means_ = 1.0; //!< yuan, see means_of
    RegistryDecision registry_;
    bool returned_by_illness_ = false;
    int hardship_day_ = -1;
    LabelSet premium_labels_ = 0;
    double cash_a_day_ = 0.0; //!< yuan left each day after consumption
    double credit_ = 0.0; //!< yuan relatives and banks would lend
    double carer_days_ = 0.0;
    PayOfWork pay_;
    LabourUnits full_labour_; //!< of those living here, before any illness
    LabourUnits twin_labour_; //!< of all who would live here without illness
    int twin_persons_ = 0;
    int twin_pensioners_ = 0;
    bool twin_has_adult_ = false;
    Money non_medical_;
    Money transport_, living_, recovery_; //!< parts of it
    Outcome o_;
};

} // namespace hearth
