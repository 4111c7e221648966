// The plain evaluator's books: every claim settled so far with what each layer entered for it.
// Accounts (B, T, P, ceilings, groups, admissions) are sums over this history, taken anew each
// time.
#pragma once

#include "plain_funds.hpp"
#include "plain_terms.hpp"

namespace hearth::plain {

//! One layer of the stack; these keys are never dated nor replaced.
struct Layer {
    std::string name;
    const toml::table* section;
    bool of_household;
    std::string ceiling_group, deductible_group;
};

//! What one layer entered for one claim, in yuan.
struct Booking {
    bool applied = false;
    bool met_condition = false;   // a condition of `when` was met on this claim
    Exact compliant;              // after the first self-payment
    Exact base, deductible_taken; // what the layer looked at, and what its deductible took of it
    Exact paid_before;            // by the layers before it
    Exact paid;                   // by this layer, before any "prorate"
};

//! A claim with the bookings of all layers. The claim in hand is the last of the history.
struct Settled {
    Claim claim;
    std::vector<Booking> bookings;
    Exact own_payment;
};

//! A personal or household account with money on it.
struct Account {
    Exact holds;
    int last_receipt; // calendar year
};

//! A label earned by own payments, held to the end of a month.
struct EarnedLabel {
    std::string category, holder;
    int last_month;
};

class Settlement {
public:
    Settlement(const toml::table& scenario, const std::vector<Row>& rows);
    std::vector<Outcome> settle();

private:
    // plain_evaluator.cpp: the order of claims and layers, and whether a layer applies.
    void settle_claim(Claim claim, Funds& funds);
    void settle_layer(std::size_t number, Funds& funds);
    const toml::table* tilt_for(const Layer& layer, const Claim& claim) const;
    bool in_scope(const Terms& terms, const Claim& claim) const;
    bool covered(const Terms& terms, const Claim& claim) const;
    bool condition_met(const Terms& terms, const Exact& remains) const;
    bool opened_before(std::size_t number) const;
    void add_earned_labels(Claim& claim) const;
    void watch_triggers();
    // plain_payment.cpp: the amounts.
    Exact first_self_payment(const Terms& terms) const;
    Exact base_of(const Terms& terms, const Booking& booking) const;
    Exact own_deductible(const Terms& terms) const;
    Exact asked(std::size_t number, const Terms& terms, Booking& booking) const;
    Exact guaranteed(std::size_t number, const Terms& terms, const Booking& booking) const;
    Exact schedule(const Terms& terms, const Exact& base, const Exact& deductible) const;
    Exact cut_to_ceilings(std::size_t number, const Terms& terms, Exact pay) const;
    Account* account_of(std::size_t number, const Terms& terms);

    const Claim& in_hand() const { return history_.back().claim; }
    bool this_year(const Claim& claim) const
    {
        return year_of(claim.date) == year_of(in_hand().date);
    }
    //! True if the claim uses the same accounts of the layer as the claim in hand.
    bool same_unit(const Layer& layer, const Claim& claim) const
    {
        return layer.of_household ? claim.household == in_hand().household
                                  : claim.person == in_hand().person;
    }
    //! Adds up a part of the layer's bookings for the unit, in this calendar year or of all time.
    template <class Part> Exact sum(std::size_t number, bool only_this_year, Part part) const
    {
        Exact total;
        for (const Settled& past : history_) {
            const Booking& booking = past.bookings[number];
            if (!booking.applied || !same_unit(layers_[number], past.claim)) continue;
            if (!only_this_year || this_year(past.claim)) total += part(past.claim, booking);
        }
        return total;
    }

    const toml::table& scenario_;
    std::vector<Layer> layers_;
    std::vector<std::string> tiers_, precedence_;
    std::vector<Claim> claims_;
    std::vector<Settled> history_;
    std::map<std::pair<std::size_t, std::string>, Account> accounts_; // by layer and unit
    std::vector<EarnedLabel> earned_;
    std::vector<Outcome> outcomes_;
};

} // namespace hearth::plain
