// The plain evaluator's amounts: base, deductible, schedule, guarantee, ceilings, account.
#include <algorithm>

#include "plain_settlement.hpp"

namespace hearth::plain {

namespace {

Exact not_below_zero(const Exact& value)
{
    return value < 0 ? Exact(0) : value;
}

} // namespace

//! What the class of the bill takes out of the compliant amount, for this layer alone.
Exact Settlement::first_self_payment(const Terms& terms) const
{
    const Claim& claim = in_hand();
    if (claim.catalogue_class.empty()) return 0;
    const toml::node* share = terms.find("first_self_pay", claim.catalogue_class);
    return share == nullptr ? Exact(0) : round_to_fen(number_in(*share) * claim.compliant);
}

Exact Settlement::base_of(const Terms& terms, const Booking& booking) const
{
    const Exact remains = in_hand().charge - booking.paid_before;
    const std::string base = text_or(terms.find("base"), "remaining_compliant");
    if (base == "remaining") return remains;
    if (base == "compliant") return std::min(booking.compliant, remains);
    return not_below_zero(booking.compliant - booking.paid_before);
}

//! Tier, referral, admission, rounding, visits: what is owed before a group has its say.
Exact Settlement::own_deductible(const Terms& terms) const
{
    const Claim& claim = in_hand();
    const toml::node* amounts = terms.find("deductible");
    Exact owed = terms.number(amounts, claim.tier);
    if (!claim.referred_from.empty() && claim.referred_from != claim.tier) {
        const auto rank = [&](const std::string& tier) {
            return std::find(tiers_.begin(), tiers_.end(), tier) - tiers_.begin();
        };
        const bool up = rank(claim.referred_from) < rank(claim.tier);
        const std::string rule = text_or(terms.find(up ? "referral_up" : "referral_down"), "full");
        if (rule == "waived") owed = 0;
        if (rule == "difference")
            owed = not_below_zero(owed - terms.number(amounts, claim.referred_from));
    }
    if (const toml::node* multipliers = terms.find("nth_admission")) {
        const toml::array& list = *multipliers->as_array();
        std::size_t earlier = 0; // admissions of the person this year before the claim in hand
        for (std::size_t i = 0; i + 1 < history_.size(); ++i) {
            const Claim& past = history_[i].claim;
            if (past.person == claim.person && this_year(past) && past.inpatient) ++earlier;
        }
        const std::size_t nth = claim.inpatient ? std::min(earlier, list.size() - 1) : 0;
        owed *= number_in(list[nth]);
    }
    return round_to_fen(owed) +
           claim.visits * terms.number_or(terms.find("per_visit", "deductible"), 0);
}

//! What the layer asks for before any cut; notes what its deductible took.
Exact Settlement::asked(std::size_t number, const Terms& terms, Booking& booking) const
{
    const Claim& claim = in_hand();
    if (terms.has("guarantee")) return guaranteed(number, terms, booking);
    if (const toml::node* daily = terms.find("per_day", "pay")) {
        const Exact after = terms.number_or(terms.find("per_day", "after_days"), 0);
        const toml::node* most = terms.find("per_day", "most_days");
        const Exact last =
            most == nullptr ? claim.days : std::min(claim.days, Exact(after + number_in(*most)));
        return number_in(*daily) * not_below_zero(last - after);
    }
    if (terms.has("account") && !terms.has("ratio") && !terms.has("bands")) return booking.base;

    Exact owed = own_deductible(terms);
    const std::string& group = layers_[number].deductible_group;
    if (!group.empty()) {
        const auto taken = [](const Claim&, const Booking& past) { return past.deductible_taken; };
        Exact already;
        for (std::size_t i = 0; i < layers_.size(); ++i)
            if (layers_[i].deductible_group == group) already += sum(i, true, taken);
        owed = not_below_zero(owed - already);
    }
    booking.deductible_taken = std::min(booking.base, owed);
    if (text_or(terms.find("period"), "claim") == "claim")
        return schedule(terms, booking.base, owed);
    const auto base = [](const Claim&, const Booking& past) { return past.base; };
    const Exact earlier = sum(number, true, base);
    return schedule(terms, earlier + booking.base, owed) - schedule(terms, earlier, owed);
}

//! round(f(base)): the ratio or the bands above the deductible, or the floor where that is more.
Exact Settlement::schedule(const Terms& terms, const Exact& base, const Exact& deductible) const
{
    const Claim& claim = in_hand();
    const Exact above = not_below_zero(base - deductible);
    const Exact cut = claim.away ? terms.number_or(terms.find("away", "ratio_cut"), 0) : Exact(0);
    const auto ratio_of = [&](const toml::node* ratio) {
        return not_below_zero(terms.number(ratio, claim.tier) - cut);
    };
    Exact pay;
    if (const toml::node* ratio = terms.find("ratio")) pay = ratio_of(ratio) * above;
    if (const toml::node* list = terms.find("bands")) {
        const toml::array& bands = *list->as_array();
        for (std::size_t i = 0; i < bands.size(); ++i) {
            const toml::table& band = *bands[i].as_table();
            const Exact from = number_in(*band.get("from"));
            Exact to = above;
            if (i + 1 < bands.size())
                to = std::min(above, number_in(*bands[i + 1].as_table()->get("from")));
            pay += ratio_of(band.get("ratio")) * not_below_zero(to - from);
        }
    }
    const Exact floor_ratio = terms.number_or(terms.find("floor_ratio"), 0);
    return round_to_fen(std::max(pay, Exact(floor_ratio * base)));
}

Exact Settlement::guaranteed(std::size_t number, const Terms& terms, const Booking& booking) const
{
    const bool of_charge = text_or(terms.find("guarantee", "of"), "charge") == "charge";
    Exact total = of_charge ? in_hand().charge : booking.compliant;
    Exact paid = booking.paid_before;
    if (text_or(terms.find("guarantee", "period"), "year") == "year") {
        total += sum(number, true, [&](const Claim& claim, const Booking& past) {
            return of_charge ? claim.charge : past.compliant;
        });
        paid += sum(number, true, [](const Claim&, const Booking& past) {
            return Exact(past.paid_before + past.paid);
        });
    }
    std::vector<Exact> promises;
    if (const toml::node* share = terms.find("guarantee", "min_ratio"))
        promises.push_back(not_below_zero(round_to_fen(number_in(*share) * total) - paid));
    if (const toml::node* most = terms.find("guarantee", "max_oop"))
        promises.push_back(not_below_zero(total - paid - number_in(*most)));
    if (promises.empty()) return 0; // refused by the page
    const auto [cheaper, dearer] = std::minmax_element(promises.begin(), promises.end());
    return text_or(terms.find("guarantee", "rule"), "all") == "all" ? *dearer : *cheaper;
}

Exact Settlement::cut_to_ceilings(std::size_t number, const Terms& terms, Exact pay) const
{
    const Claim& claim = in_hand();
    const auto cut_to = [&](const Exact& limit) { pay = std::min(pay, not_below_zero(limit)); };
    if (const toml::node* limit = terms.find("ceiling", "claim")) cut_to(number_in(*limit));
    if (const toml::node* limit = terms.find("per_visit", "ceiling"))
        cut_to(number_in(*limit) * claim.visits);
    if (const toml::node* limit = terms.find("per_day", "ceiling"))
        cut_to(number_in(*limit) * claim.days);
    const auto paid_so_far = [&](bool only_this_year) {
        const auto paid = [](const Claim&, const Booking& past) { return past.paid; };
        const std::string& group = layers_[number].ceiling_group;
        if (group.empty()) return sum(number, only_this_year, paid);
        Exact total;
        for (std::size_t i = 0; i < layers_.size(); ++i)
            if (layers_[i].ceiling_group == group) total += sum(i, only_this_year, paid);
        return total;
    };
    if (const toml::node* limit = terms.find("ceiling", "year"))
        cut_to(number_in(*limit) - paid_so_far(true));
    if (const toml::node* limit = terms.find("ceiling", "lifetime"))
        cut_to(number_in(*limit) - paid_so_far(false));
    return pay;
}

//! The unit's account with this claim's receipt entered; nothing where the layer has none.
Account* Settlement::account_of(std::size_t number, const Terms& terms)
{
    const toml::node* yearly = terms.find("account", "yearly");
    if (yearly == nullptr) return nullptr;
    const Claim& claim = in_hand();
    const int year = year_of(claim.date);
    const std::string& unit = layers_[number].of_household ? claim.household : claim.person;
    Account& account = accounts_.try_emplace({number, unit}, Account{0, year - 1}).first->second;
    const int years = year - account.last_receipt;
    if (years == 0) return &account;
    if (flag_or(terms.find("account", "carry_over"), true)) {
        account.holds += number_in(*yearly) * years;
    } else {
        account.holds = number_in(*yearly);
    }
    account.last_receipt = year;
    return &account;
}

} // namespace hearth::plain
