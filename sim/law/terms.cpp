#include "sim/law/terms.hpp"

#include <algorithm>
#include <map>

namespace hearth::law {

bool Stack::joins_persons() const
{
    return std::any_of(exhaustion.begin(), exhaustion.end(),
                       [](Exhaustion e) { return e != Exhaustion::pay; });
}

namespace {

// What any of a layer's terms, on any day, needs to remember.
struct Needs {
    bool base = false, year = false, lifetime = false, account = false;
    bool charged = false, compliant = false;
};

Needs needs_of(const Stack& stack, std::size_t layer)
{
    Needs n;
    for (const Segment& segment : stack.segments)
        for (const Terms& t : segment.layers[layer].variants) {
            const Guarantee& g = t.guarantee;
            n.base |= !g.present && t.period == Period::year;
            n.year |= t.ceiling.year < unlimited;
            n.lifetime |= t.ceiling.lifetime < unlimited;
            n.account |= t.account.present;
            const bool yearly = g.present && g.period == Period::year;
            n.charged |= yearly && !g.of_compliant;
            n.compliant |= yearly && g.of_compliant;
        }
    return n;
}

// Hands out words of a ledger; layers of one group get the same.
struct Words {
    std::array<int, 2> next{};
    std::map<std::pair<int, int>, std::int16_t> of_group; //!< (kind, group)

    std::int16_t take(Unit unit, int count = 1)
    {
        int& at = next[static_cast<std::size_t>(unit)];
        at += count;
        return static_cast<std::int16_t>(at - count);
    }
    std::int16_t take_shared(Unit unit, int kind, int group)
    {
        if (group < 0) return take(unit);
        const auto [at, fresh] = of_group.try_emplace({kind, group}, std::int16_t{-1});
        if (fresh) at->second = take(unit);
        return at->second;
    }
};

void add_yearly(Slots& s, const Needs& n, int ceiling_group, int deductible_group, Words& words)
{
    const auto kept = [&](bool wanted) { return wanted ? words.take(s.unit) : std::int16_t{-1}; };
    s.base_year = kept(n.base);
    s.charged_year = kept(n.charged);
    s.compliant_year = kept(n.compliant);
    s.paid_through = kept(n.charged || n.compliant);
    if (n.year) s.paid_year = words.take_shared(s.unit, 0, ceiling_group);
    if (deductible_group >= 0) s.deductible_year = words.take_shared(s.unit, 1, deductible_group);
}

void add_lasting(Slots& s, const Needs& n, int ceiling_group, Words& words)
{
    if (n.lifetime) s.paid_lifetime = words.take_shared(s.unit, 2, ceiling_group);
    if (!n.account) return;
    s.balance = words.take(s.unit);
    s.received = words.take(s.unit);
}

// A ceiling of one layer counts the payments of its whole group: all of the group keep the word.
void widen_to_groups(std::vector<Needs>& needs, const std::vector<int>& group)
{
    for (std::size_t a = 0; a < needs.size(); ++a)
        for (std::size_t b = 0; b < needs.size(); ++b)
            if (group[a] >= 0 && group[a] == group[b]) {
                needs[a].year |= needs[b].year;
                needs[a].lifetime |= needs[b].lifetime;
            }
}

} // namespace

void lay_out_ledgers(Stack& stack, const std::vector<Unit>& unit,
                     const std::vector<int>& ceiling_group, const std::vector<int>& deductible_group)
{
    std::vector<Needs> needs;
    for (std::size_t i = 0; i < stack.layer_names.size(); ++i) needs.push_back(needs_of(stack, i));
    widen_to_groups(needs, ceiling_group);
    stack.slots.assign(needs.size(), {});
    Words words;
    for (std::size_t i = 0; i < needs.size(); ++i) {
        stack.slots[i].unit = unit[i];
        add_yearly(stack.slots[i], needs[i], ceiling_group[i], deductible_group[i], words);
    }
    for (std::size_t u = 0; u < 2; ++u) stack.ledger[u].yearly = words.next[u];
    for (std::size_t i = 0; i < needs.size(); ++i)
        add_lasting(stack.slots[i], needs[i], ceiling_group[i], words);
    for (Trigger& t : stack.triggers) {
        t.months = words.take(t.unit, t.window_months);
        t.last = words.take(t.unit);
        t.until = words.take(t.unit);
    }
    for (std::size_t u = 0; u < 2; ++u)
        stack.ledger[u].lasting = words.next[u] - stack.ledger[u].yearly;
}

void sort_disease_kinds(Segment& segment, std::size_t diseases)
{
    std::map<std::vector<bool>, std::uint16_t> kinds;
    segment.disease_kind.clear();
    for (std::size_t d = 0; d <= diseases; ++d) { // 0 = a disease no layer names
        std::vector<bool> pattern;
        for (const auto& list : segment.disease_lists) pattern.push_back(d > 0 && list[d - 1]);
        const auto next = static_cast<std::uint16_t>(kinds.size());
        segment.disease_kind.push_back(kinds.try_emplace(std::move(pattern), next).first->second);
    }
}

} // namespace hearth::law
