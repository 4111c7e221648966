#include "plain_evaluator.hpp"

#include <algorithm>

#include "plain_settlement.hpp"

namespace hearth::plain {

std::vector<Outcome> evaluate(const toml::table& scenario, const std::vector<Row>& rows)
{
    return Settlement(scenario, rows).settle();
}

Settlement::Settlement(const toml::table& scenario, const std::vector<Row>& rows)
    : scenario_(scenario), tiers_(texts_in(scenario.get("tiers"))),
      precedence_(texts_in(scenario.get("precedence"))), outcomes_(rows.size())
{
    if (tiers_.empty()) tiers_ = {"village", "township", "county", "city", "outside"};
    const toml::table* benefits = section_in(&scenario, "benefit");
    for (const std::string& name : texts_in(scenario.get("stack"))) {
        const toml::table* section = section_in(benefits, name);
        const auto text = [&](const char* key) {
            return section == nullptr ? "" : text_or(section->get(key), "");
        };
        layers_.push_back({name, section, text("unit") == "household", text("ceiling_group"),
                           text("deductible_group")});
    }
    for (std::size_t i = 0; i < rows.size(); ++i) claims_.push_back(claim_in(rows[i], i));
    std::stable_sort(claims_.begin(), claims_.end(), [](const Claim& one, const Claim& other) {
        return one.date != other.date ? one.date < other.date : one.person < other.person;
    });
}

std::vector<Outcome> Settlement::settle()
{
    if (claims_.empty()) return outcomes_;
    Funds funds(scenario_, year_of(claims_.front().date));
    for (const Claim& claim : claims_) {
        funds.advance_to(claim.date, outcomes_);
        settle_claim(claim, funds);
    }
    funds.end_month(outcomes_);
    return outcomes_;
}

void Settlement::settle_claim(Claim claim, Funds& funds)
{
    add_earned_labels(claim);
    history_.push_back({claim, std::vector<Booking>(layers_.size()), 0});
    for (std::size_t number = 0; number < layers_.size(); ++number) settle_layer(number, funds);

    Settled& settled = history_.back();
    Outcome& outcome = outcomes_[claim.row];
    settled.own_payment = claim.charge;
    for (std::size_t number = 0; number < layers_.size(); ++number) {
        const Exact& paid = settled.bookings[number].paid;
        settled.own_payment -= paid;
        outcome.paid_fen[layers_[number].name] = whole_fen(paid);
    }
    outcome.oop_fen = whole_fen(settled.own_payment);
    watch_triggers();
}

void Settlement::settle_layer(std::size_t number, Funds& funds)
{
    const Layer& layer = layers_[number];
    const Claim& claim = in_hand();
    std::vector<Booking>& bookings = history_.back().bookings;
    Booking& booking = bookings[number];
    const Terms terms(layer.section, tilt_for(layer, claim), claim);
    for (std::size_t i = 0; i < number; ++i) booking.paid_before += bookings[i].paid;
    const Exact remains = claim.charge - booking.paid_before;

    // 1. Does the layer apply? (`take_up` counts as 1.)
    if (!in_scope(terms, claim) || !covered(terms, claim)) return;
    if (terms.has("when")) {
        booking.met_condition = condition_met(terms, remains);
        if (!booking.met_condition && !opened_before(number)) return;
    }
    // 2. to 4. Base, deductible, payment.
    booking.compliant = claim.compliant - first_self_payment(terms);
    booking.base = base_of(terms, booking);
    Exact pay = asked(number, terms, booking);
    // 5. Cuts.
    pay = cut_to_ceilings(number, terms, pay);
    Account* account = account_of(number, terms);
    if (account != nullptr) pay = std::min(pay, account->holds);
    // 6. What remains of the bill, the fund, the books.
    pay = std::max(Exact(0), std::min(pay, remains));
    const std::string fund = text_or(terms.find("fund"), "");
    if (const std::optional<Exact> most = funds.most(fund, claim.date)) pay = std::min(pay, *most);
    funds.pay(fund, claim.date, claim.row, layer.name, pay);
    if (account != nullptr) account->holds -= pay;
    booking.paid = pay;
    booking.applied = true;
}

//! The `for` entry that holds for this claim: of several that fit, the first in `precedence`.
const toml::table* Settlement::tilt_for(const Layer& layer, const Claim& claim) const
{
    const toml::table* entries = section_in(layer.section, "for");
    if (entries == nullptr) return nullptr;
    for (const std::string& category : precedence_)
        if (claim.labels.contains(category) && entries->contains(category))
            return section_in(entries, category);
    for (const std::string& category : claim.labels)
        if (entries->contains(category)) return section_in(entries, category); // the only entry
    return nullptr;
}

bool Settlement::in_scope(const Terms& terms, const Claim& claim) const
{
    if (!flag_or(terms.find("applies"), true)) return false;
    if (const toml::node* who = terms.find("who")) {
        const std::vector<std::string> wanted = texts_in(who);
        const auto held = [&](const std::string& label) { return claim.labels.contains(label); };
        if (std::none_of(wanted.begin(), wanted.end(), held)) return false;
    }
    const toml::node* setting = terms.find("setting");
    if (setting != nullptr && !lists(setting, claim.inpatient ? "inpatient" : "outpatient"))
        return false;
    const toml::node* tier = terms.find("tier");
    if (tier != nullptr && !lists(tier, claim.tier)) return false;
    const toml::node* disease = terms.find("disease");
    if (disease != nullptr && (claim.disease.empty() || !lists(disease, claim.disease)))
        return false;
    const toml::node* scheme = terms.find("enrolled_in");
    return scheme == nullptr || claim.joined_every_scheme ||
           claim.schemes.contains(text_or(scheme, ""));
}

//! `waiting_days` and `exclude_preexisting`; `exclude_preexisting = false` is as if not written.
bool Settlement::covered(const Terms& terms, const Claim& claim) const
{
    const toml::node* waiting = terms.find("waiting_days");
    const bool exclude = flag_or(terms.find("exclude_preexisting"), false);
    if ((waiting == nullptr && !exclude) || !claim.joined) return true;
    if (claim.date < *claim.joined) return false;
    if (!claim.onset) return true;
    if (exclude && *claim.onset < *claim.joined) return false;
    if (waiting == nullptr) return true;
    const auto days = waiting->value<int>().value();
    return *claim.onset >= *claim.joined + std::chrono::days(days);
}

bool Settlement::condition_met(const Terms& terms, const Exact& remains) const
{
    const Claim& claim = in_hand();
    const toml::node* disease = terms.find("when", "disease");
    if (disease != nullptr && !claim.disease.empty() && lists(disease, claim.disease)) return true;
    Exact own_payments = remains, charges; // the history holds the claim in hand, own payment 0
    for (const Settled& past : history_) {
        if (past.claim.person != claim.person || !this_year(past.claim)) continue;
        own_payments += past.own_payment;
        charges += past.claim.charge;
    }
    const toml::node* own_limit = terms.find("when", "own_payment_over");
    const toml::node* charge_limit = terms.find("when", "charge_over");
    return (own_limit != nullptr && own_payments > number_in(*own_limit)) ||
           (charge_limit != nullptr && charges > number_in(*charge_limit));
}

//! True if a condition of the layer's `when` was met for this person earlier in the year.
bool Settlement::opened_before(std::size_t number) const
{
    return std::any_of(history_.begin(), history_.end(), [&](const Settled& past) {
        return past.claim.person == in_hand().person && this_year(past.claim) &&
               past.bookings[number].met_condition;
    });
}

void Settlement::add_earned_labels(Claim& claim) const
{
    for (const EarnedLabel& label : earned_) {
        const toml::table* category =
            section_in(section_in(&scenario_, "category"), label.category);
        const toml::table* trigger = section_in(category, "trigger");
        const bool of_household = text_or(trigger->get("unit"), "person") == "household";
        if (label.holder == (of_household ? claim.household : claim.person) &&
            month_of(claim.date) <= label.last_month)
            claim.labels.insert(label.category);
    }
}

//! Adds up the window's own payments after a claim; above the limit the label is earned anew.
void Settlement::watch_triggers()
{
    const toml::table* categories = section_in(&scenario_, "category");
    if (categories == nullptr) return;
    const Claim& claim = in_hand();
    const int month = month_of(claim.date);
    for (const auto& [name, section] : *categories) {
        const toml::table* trigger = section_in(section.as_table(), "trigger");
        if (trigger == nullptr) continue;
        const bool of_household = text_or(trigger->get("unit"), "person") == "household";
        const int window = trigger->get("window_months")->value<int>().value();
        Exact own_payments;
        for (const Settled& past : history_) {
            const bool same = of_household ? past.claim.household == claim.household
                                           : past.claim.person == claim.person;
            if (same && month_of(past.claim.date) > month - window)
                own_payments += past.own_payment;
        }
        if (own_payments > number_in(*trigger->get("own_payment_over")))
            earned_.push_back({std::string(name.str()),
                               of_household ? claim.household : claim.person,
                               month + trigger->get("valid_months")->value<int>().value()});
    }
}

} // namespace hearth::plain
