// A household's care in one year and one set of terms: its claims settled in order of date, what it
// paid, what it advanced and waits for, and the cash it has at hand on a day.
#pragma once

#include <span>
#include <vector>

#include "sim/life/arm.hpp"
#include "sim/life/care.hpp"
#include "sim/life/fund_limits.hpp"

namespace hearth {

//! What stays the same for a village, year and arm.
struct AccountScene {
    const World& world;
    const Village& village;
    const Plan& plan;
    const Luck& luck;
    int year;
    std::vector<std::int64_t>& person_words;
    std::vector<std::int64_t>& household_words;
    Tally* tally; //!< null while burning in
    FundScene funds;
    bool same_bills = false; //!< care is frozen: providers bill as before
};

//! Who is ill and under which labels a claim is settled.
struct Claimant {
    std::size_t member = 0; //!< among those the account was opened for
    LabelSet held = 0;
    bool enrolled = false;
    bool verified = false; //!< among the patients the "three batches" look after
};

class CareAccount {
public:
    explicit CareAccount(const AccountScene& scene);

    //! Begins a household's year. \param income_a_day yuan at hand each day before payments
    void open(std::size_t household, std::span<const PersonIndex> members, const Purse& purse, double income_a_day);

    //! Settles a claim dated on a day of the year and pays it.
    law::Settlement settle(law::Claim& claim, const Claimant& claimant, int day, int disease);

    //! Writes back what lasts from year to year.
    void close();

    //! Yuan at hand on a day, before borrowing.
    double liquid(int day) const;
    //! Date of a model day (12 months of 30 days; the last of a month falls on its 28th).
    Date date_of(int day) const;

    Money own() const { return own_; }
    Money inpatient_own() const { return inpatient_own_; }
    Money payable_later() const { return payable_later_; } //!< own payments treated before payment
    Money awaited() const { return awaited_; }             //!< advances that come back next year
    Money bridging() const { return bridging_; }           //!< interest on bridged advances
    std::uint32_t layers_used() const { return layers_used_; } //!< bit of each layer that paid for somebody
    Money last_advance() const { return last_advance_; }   //!< of the latest claim
    //! Paid by all layers for a member this year.
    Money paid_for(std::size_t member, law::Setting setting) const
    {
        return seats_[member].paid[static_cast<std::size_t>(setting)];
    }

private:
    //! A member's place at the desk.
    struct Seat {
        PersonIndex person = nobody;
        bool used = false;
        std::uint32_t take_up_drawn = 0; //!< bit of each layer whose luck is drawn
        std::array<std::uint32_t, law::most_layers> take_up_word{}; //!< luck, where drawn
        std::uint32_t claims = 0;
        std::uint32_t paid_by = 0; //!< bit of each layer that paid for this person
        std::array<Money, 2> paid{};
    };

    law::Ledger open_ledger(const Claimant& claimant);
    std::uint32_t layers_refused(Seat& seat, LabelSet held, const law::Segment& segment, const law::Route& route) const;
    bool in_major_batch(const Claimant& claimant, const Practice& practice, int disease) const;
    void tally_provider(const law::Claim& claim, const law::Route& route, const law::Settlement& s, const Practice& practice);
    law::Settlement settle_within_funds(const law::Route& route, const law::Claim& claim, const law::Ledger& ledger,
                                        Seat& seat, int day);
    void pay(const law::Claim& claim, const law::Settlement& s, bool treated_before_payment, const Reimbursement& back, int day);
    void tally_claim(const law::Claim& claim, const law::Route& route, const law::Settlement& s, Seat& seat, int day,
                     int disease);

    AccountScene s_;
    const YearPolicy& terms_;
    const law::Stack& stack_;
    std::array<Date, months> month_; //!< first days; burn-in repeats the base year's
    std::size_t household_ = 0;
    std::vector<Seat> seats_;
    std::size_t members_ = 0;
    std::vector<law::PersonHead> heads_;
    std::vector<std::int64_t> member_words_, words_of_household_;
    std::int32_t household_year_ = 0;
    std::uint32_t layers_used_ = 0;
    // A pro-rata fund's cut is known when its month ends: it weighs on the purse from then on.
    std::array<double, months> cut_in_{};
    std::array<Money, law::most_funds> drawn_{}; //!< by the person with whom a fund's money ends
    // Cash in yuan: what was there, what comes daily, what went out, what comes back and when.
    double at_start_ = 0.0, a_day_ = 0.0, spent_ = 0.0;
    struct Due {
        int day;
        double yuan;
    };
    std::vector<Due> due_;
    Money own_, inpatient_own_, payable_later_, awaited_, bridging_, last_advance_;
};

} // namespace hearth
