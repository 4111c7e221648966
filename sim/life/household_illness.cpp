// Order of life, step 5: what the year's illness is for the members of a household.
#include <bit>

#include "sim/life/household_year.hpp"

namespace hearth {

static std::uint64_t bit_of(int index) { return std::uint64_t{1} << index; }

// Step 5: what falls on everybody, then what chronic disease brings.
void HouseholdYear::fall_ill()
{
    episodes_.clear();
    bundles_.clear();
    events_.clear();
    if (p_.illness_scale <= 0.0) return;
    const YearIllness& ill = s_.illness;
    for (std::size_t m = 0; m < members_.size(); ++m) {
        const auto k = static_cast<std::size_t>(members_[m].person);
        if (ill.onset[k] >= 0) begin_chronic(members_[m], ill.onset[k]);
        for (std::int32_t i = ill.first_episode[k]; i < ill.first_episode[k + 1]; ++i)
            add_event(Event::acute_episode, ill.episodes[static_cast<std::size_t>(i)].day, m, i);
        for (std::int32_t i = ill.first_bundle[k]; i < ill.first_bundle[k + 1]; ++i)
            add_event(Event::acute_bundle, ill.bundles[static_cast<std::size_t>(i)].day, m, i);
        if (s_.arm.conditions[k]) chronic_illness(m);
    }
}

// Keeps events in the order in which claims settle: by date, then by person, then as they came.
void HouseholdYear::add_event(Event::Kind kind, int day, std::size_t member, std::int32_t index)
{
    Event event{static_cast<std::int16_t>(day), static_cast<std::uint8_t>(kind),
                static_cast<std::uint8_t>(member), index};
    std::size_t at = events_.size();
    events_.push_back(event);
    const auto id = [this](std::size_t m) {
        return s_.village.person.id[static_cast<std::size_t>(members_[m].person)];
    };
    const auto later = [&](const Event& e) {
        return e.day > day || (e.day == day && id(e.member) > id(member));
    };
    for (; at > 0 && later(events_[at - 1]); --at) events_[at] = events_[at - 1];
    events_[at] = event;
}

void HouseholdYear::begin_chronic(const Member& m, int disease)
{
    const auto k = static_cast<std::size_t>(m.person);
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(disease)];
    const std::uint64_t mask = bit_of(d.chronic_bit);
    if (s_.arm.conditions[k] & mask) return;
    s_.arm.conditions[k] |= mask;
    const auto band = static_cast<std::size_t>(age_band(m.age));
    if (s_.illness.onset_luck[k] < d.diagnosed[band]) s_.arm.known[k] |= mask;
}

void HouseholdYear::chronic_illness(std::size_t index)
{
    Member& m = members_[index];
    const auto k = static_cast<std::size_t>(m.person);
    const auto band = static_cast<std::size_t>(age_band(m.age));
    std::array<double, 64> upper;
    std::array<int, 64> which;
    int n = 0;
    double total = 0.0;
    const std::uint64_t active = s_.arm.conditions[k];
    for (std::uint64_t rest = active; rest != 0; rest &= rest - 1) {
        const int b = std::countr_zero(rest);
        const int disease = s_.world.chronic[static_cast<std::size_t>(b)];
        const Disease& d = s_.world.diseases[static_cast<std::size_t>(disease)];
        m.days_lost += d.days_lost;
        if (!(s_.arm.known[k] >> b & 1)) continue;
        m.row[PersonSum::chronic_known] += 1;
        const double managed = d.managed && contract_ ? p_.contract_admission_ratio : 1.0;
        total += d.need_per_case[band] * managed;
        upper[static_cast<std::size_t>(n)] = total;
        which[static_cast<std::size_t>(n++)] = disease;
        if (d.visits <= 0.0) continue;
        bundles_.push_back(
            draw_chronic_bundle(s_.luck, s_.village.person.id[k], m.person, s_.year, b, disease));
        add_event(Event::chronic_bundle, bundles_.back().day, index,
                  static_cast<std::int32_t>(bundles_.size() - 1));
    }
    if (total <= 0.0) return;
    const double mean = total * s_.exposure.admissions * p_.illness_scale;
    const int count = poisson(s_.illness.chronic_luck[k], mean);
    for (int i = 0; i < count; ++i) {
        std::uint32_t word = 0;
        Episode e = draw_episode(s_.luck, s_.village.person.id[k], m.person, s_.year,
                                 chronic_episodes_from + static_cast<std::uint32_t>(i), word);
        const double u = unit(word) * total;
        int at = 0;
        while (at + 1 < n && u >= upper[static_cast<std::size_t>(at)]) ++at;
        e.disease = static_cast<std::int16_t>(which[static_cast<std::size_t>(at)]);
        episodes_.push_back(e);
        add_event(Event::chronic_episode, e.day, index,
                  static_cast<std::int32_t>(episodes_.size() - 1));
    }
}

} // namespace hearth
