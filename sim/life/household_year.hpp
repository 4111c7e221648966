// One household lives one year in one arm: the order of life, steps 2 to 13.
#pragma once

#include <limits>
#include <vector>

#include "sim/life/arm.hpp"
#include "sim/life/care.hpp"
#include "sim/life/fund_limits.hpp"
#include "sim/life/illness.hpp"
#include "sim/tally/tally.hpp"

namespace hearth {

//! What all households of a village share in a year and arm.
struct YearScene {
    const World& world;
    const Village& village;
    const YearIllness& illness;
    const Exposure& exposure;
    const Luck& luck;
    int year;
    bool with_twin;
    Arm& arm;
    Tally* tally;                  //!< null while burning in
    std::vector<Money>* first_net; //!< net welfare in the first arm, by household
    bool is_first_arm;
    FundScene funds{}; //!< where funds may run dry
};

//! Stands for the welfare of a household nobody lives in.
inline constexpr Money not_living{std::numeric_limits<std::int64_t>::min()};

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
        double labour = 0.0;    //!< capacity this year, full worker = 1
        double days_lost = 0.0;
        int death_day = -1;
        Money billed; //!< in hospital this year
        bool used = false;      //!< accounts opened this year
        std::uint32_t refused = 0;
        std::uint32_t claims = 0; //!< settled this year
        std::uint32_t paid_by = 0; //!< bit of each layer that paid for this person
        PersonRow row;
    };
    struct Event {
        enum Kind : std::uint8_t { acute_episode, acute_bundle, chronic_episode, chronic_bundle };
        std::int16_t day;
        std::uint8_t kind;
        std::uint8_t member;
        std::int32_t index; //!< into the village's list (acute) or the household's (chronic)
    };

    bool gather_members();
    void keep_registry();
    void enrol();
    void prevent();
    void fall_ill();
    void add_event(Event::Kind kind, int day, std::size_t member, std::int32_t index);
    void begin_chronic(const Member& m, int disease);
    void chronic_illness(std::size_t m);
    void seek_care();
    void live_episode(const Episode& e, Member& m);
    void live_bundle(const Bundle& b, Member& m);
    void outcome(const Episode& e, const Disease& d, bool treated, Member& m);
    void settle(law::Claim claim, Member& m, int day);
    void tally_claim(const law::Claim& claim, const law::Route& route, const law::Settlement& s,
                     Member& m, int day);
    Date date_of(int day) const;
    void work();
    void budget();
    void live_twin();
    void measure();
    void tally_poverty(HouseholdRow& row, std::int64_t n, Money gross, Money net) const;
    void tally_catastrophe(HouseholdRow& row, std::int64_t n) const;
    void tally_persons();

    Situation situation(const Member& m, int day) const;
    std::uint32_t layers_refused(const Member& m) const;
    law::Ledger open_ledger(Member& m);
    law::Settlement settle_within_funds(const law::Route& route, const law::Claim& claim,
                                        const law::Ledger& ledger, Member& m, int day);
    void keep_ledgers();
    Money transfers(std::int64_t persons, int pensioners) const;
    Money earnings(double labour_units) const;

    YearScene s_;
    ByTier time_;
    std::array<Date, months> month_; //!< first days; burn-in repeats the base year's
    double enrolment_logit_;
    double dibao_log_ratio_;
    std::array<double, 64> equivalents_{}; //!< household size^0.56
    const Parameters& p_;
    const YearValues& v_;
    const YearPolicy& terms_;
    std::size_t h_ = 0;
    std::uint64_t id_ = 0;
    std::vector<Member> members_;
    // Ledgers of this household's members and its own, opened with their first claim of the year.
    std::vector<law::PersonHead> heads_;
    std::vector<std::int64_t> member_words_;
    std::vector<std::int64_t> household_words_;
    std::int32_t household_year_ = 0;
    std::vector<Episode> episodes_;
    std::vector<Bundle> bundles_;
    std::vector<Event> events_;
    // of this household and year
    bool enrolled_ = false;
    bool contract_ = false;
    bool returned_ = false;
    bool returned_by_illness_ = false;
    double carer_days_ = 0.0;
    double full_labour_ = 0.0; //!< of those living here, before any illness
    double twin_labour_ = 0.0; //!< of all who would live here without illness
    int twin_persons_ = 0;
    int twin_pensioners_ = 0;
    double income_factor_ = 0.0;
    double spent_ = 0.0;         //!< yuan, own payments so far this year
    Money own_payments_;
    // A pro-rata fund's cut is known when its month ends: it weighs on the purse from then on.
    std::array<double, months> cut_in_{};
    std::array<Money, law::most_funds> drawn_{}; //!< by the person with whom a fund's money ends
    Money inpatient_own_;
    Money non_medical_;
    Money lost_earnings_;
    Money floor_;
    Books books_;
    Money gross_, net_, twin_welfare_;
};

} // namespace hearth
