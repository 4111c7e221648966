// The further terms of docs/settlement.md: cover, triggers, visits, days, accounts, away, classes.
#include "scenarios/terms.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {
constexpr int most_days = 3'660; //!< ten years
}

void TermsReader::cover()
{
    if (const Node* n = find("waiting_days"))
        terms_.waiting_days = read_.whole(*n, path_ + "waiting_days", 0, most_days);
    if (const Node* n = find("exclude_preexisting"))
        terms_.exclude_preexisting = read_.boolean(*n, path_ + "exclude_preexisting");
}

void TermsReader::when()
{
    const Node* node = find("when");
    if (!node) return;
    const std::string at = path_ + "when";
    read_.known_keys(*node, at, {"disease", "own_payment_over", "charge_over"});
    law::When& when = terms_.when;
    when.present = true;
    if (const Node* n = node->find("disease")) when.diseases = disease_list(*n, at + ".disease");
    if (const Node* n = node->find("own_payment_over"))
        when.own_payment_over = read_.money(*n, at + ".own_payment_over");
    if (const Node* n = node->find("charge_over")) when.charge_over = read_.money(*n, at + ".charge_over");
    if (node->table() && node->table()->empty())
        read_.faults.add(node->place, say("{} = {{}} (give disease, own_payment_over or charge_over)", at));
}

void TermsReader::per_visit()
{
    const Node* node = find("per_visit");
    if (!node) return;
    const std::string at = path_ + "per_visit";
    read_.known_keys(*node, at, {"deductible", "ceiling"});
    const Node* deductible = node->find("deductible");
    const Node* ceiling = node->find("ceiling");
    if (deductible) terms_.per_visit.deductible = read_.money(*deductible, at + ".deductible");
    if (ceiling) terms_.per_visit.ceiling = read_.money(*ceiling, at + ".ceiling");
    if (node->table() && !deductible && !ceiling)
        read_.faults.add(node->place, say("{} (give deductible, ceiling or both)", at));
    if (deductible && terms_.period == law::Period::year)
        read_.faults.add(deductible->place, say("{}.deductible (a layer with period = \"year\" has one deductible for the year)", at));
}

void TermsReader::per_day()
{
    const Node* node = find("per_day");
    if (!node) return;
    const std::string at = path_ + "per_day";
    read_.known_keys(*node, at, {"ceiling", "pay", "after_days", "most_days"});
    law::PerDay& terms = terms_.per_day;
    const Node* pay = node->find("pay");
    if (const Node* n = node->find("ceiling")) terms.ceiling = read_.money(*n, at + ".ceiling");
    if (pay) {
        terms.pays = true;
        terms.pay = read_.money(*pay, at + ".pay");
    } else if (node->table() && !node->find("ceiling")) {
        read_.faults.add(node->place, say("{} (give pay, ceiling or both)", at));
    }
    for (const char* key : {"after_days", "most_days"})
        if (const Node* n = node->find(key); n && !pay)
            read_.faults.add(n->place, say("{}.{} (goes with pay)", at, key));
    if (const Node* n = node->find("after_days"))
        terms.after_days = read_.whole(*n, at + ".after_days", 0, most_days);
    if (const Node* n = node->find("most_days"))
        terms.most_days = read_.whole(*n, at + ".most_days", 0, most_days);
    for (const char* key : {"ratio", "bands", "floor_ratio", "guarantee"})
        if (pay && find(key))
            read_.faults.add(pay->place, say("{}.pay (takes the place of {}: give one)", at, key));
    if (pay && terms_.period == law::Period::year)
        read_.faults.add(pay->place, say("{}.pay (goes with period = \"claim\")", at));
}

// A layer that pays from an account asks for its whole base unless a schedule says otherwise.
void TermsReader::account()
{
    const Node* node = find("account");
    if (!node) return;
    const std::string at = path_ + "account";
    read_.known_keys(*node, at, {"yearly", "carry_over"});
    terms_.account.present = true;
    if (const Node* n = node->find("yearly")) terms_.account.yearly = read_.money(*n, at + ".yearly");
    else if (node->table())
        read_.faults.add(node->place, say("{} (yearly is missing: what the account receives a year)", at));
    if (const Node* n = node->find("carry_over"))
        terms_.account.carry_over = read_.boolean(*n, at + ".carry_over");
    terms_.whole_base = terms_.band_count == 0 && !terms_.guarantee.present && !terms_.per_day.pays;
}

void TermsReader::away()
{
    const Node* node = find("away");
    if (!node) return;
    const std::string at = path_ + "away";
    read_.known_keys(*node, at, {"ratio_cut", "delay_days"});
    if (const Node* n = node->find("ratio_cut")) terms_.away_cut = read_.ratio(*n, at + ".ratio_cut");
    if (const Node* n = node->find("delay_days"))
        terms_.delay_days = read_.whole(*n, at + ".delay_days", 0, most_days);
}

void TermsReader::first_self_pay()
{
    const Node* node = find("first_self_pay");
    if (!node) return;
    const std::string at = path_ + "first_self_pay";
    read_.known_keys(*node, at, stack_.classes);
    if (!node->table()) return;
    for (const Node::Member& m : *node->table())
        if (const std::size_t i = rank_in(stack_.classes, m.key); i < stack_.classes.size())
            terms_.first_self_pay[i + 1] = read_.ratio(m.node, at + "." + m.key);
}

} // namespace hearth
