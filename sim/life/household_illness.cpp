// Order of life, step 5: what the year's illness is for the members of a household.
#include <algorithm>
#include <bit>

#include "sim/life/household_year.hpp"

namespace hearth {

static constexpr std::uint32_t bundles_from = 1000; // of the luck of prevention: after a person's stays

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
        if (ill.onset[k] >= 0 && !kept_away(k, ill.onset[k], 0))
            begin_chronic(members_[m], ill.onset[k], static_cast<double>(ill.onset_luck[k]));
        if (s_.arm.conditions[k] & s_.world.causes) complicate(members_[m]);
        for (std::int32_t i = ill.first_episode[k]; i < ill.first_episode[k + 1]; ++i) {
            const Episode& e = ill.episodes[static_cast<std::size_t>(i)];
            if (!kept_away(k, e.disease, 1u + static_cast<std::uint32_t>(i - ill.first_episode[k])))
                add_event(Event::acute_episode, e.day, m, i);
        }
        for (std::int32_t i = ill.first_bundle[k]; i < ill.first_bundle[k + 1]; ++i) {
            const Bundle& b = ill.bundles[static_cast<std::size_t>(i)];
            if (!kept_away(k, b.disease, bundles_from + static_cast<std::uint32_t>(i - ill.first_bundle[k])))
                add_event(Event::acute_bundle, b.day, m, i);
        }
        if (practice_->incidence >= 0 && policy().incidences[static_cast<std::size_t>(practice_->incidence)].raises) extra_illness(m);
        if (s_.arm.conditions[k]) chronic_illness(m);
    }
}

// New cases of a disease under the programmes that act here, as a ratio to the input's.
double HouseholdYear::incidence_of(int disease) const
{
    const auto d = static_cast<std::size_t>(disease);
    const double ratio = practice_->incidence < 0 ? 1.0
        : policy().incidences[static_cast<std::size_t>(practice_->incidence)].ratio[d];
    return literate_ && s_.world.diseases[d].chronic ? ratio * practice_->literate_onset : ratio;
}

// Whether a programme kept away what would have befallen a person. Burn-in is the past: nothing acts on it.
bool HouseholdYear::kept_away(std::size_t k, int disease, std::uint32_t event) const
{
    const double ratio = incidence_of(disease);
    if (ratio >= 1.0 || s_.year < s_.world.base_year) return false;
    return unit(s_.luck.words(s_.village.person.id[k], s_.year, Purpose::prevention, event)[0]) >= ratio;
}

// What an epidemic brings on top of the usual year: a Poisson stream of its own for each disease.
void HouseholdYear::extra_illness(std::size_t m)
{
    if (s_.year < s_.world.base_year) return;
    const auto k = static_cast<std::size_t>(members_[m].person);
    const std::uint64_t id = s_.village.person.id[k];
    const auto band = static_cast<std::size_t>(age_band(members_[m].age));
    const auto sex = static_cast<std::size_t>(members_[m].sex);
    const double risk = p_.illness_scale * static_cast<double>(s_.illness.risk[k]);
    std::uint32_t stays = 0;
    for (std::size_t i = 0; i < s_.world.diseases.size(); ++i) {
        const Disease& d = s_.world.diseases[i];
        const auto disease = static_cast<int>(i);
        const double more = incidence_of(disease) - 1.0;
        if (more <= 0.0 || !s_.village.has(s_.world, i)) continue;
        const double rate = more * s_.world.incidence(d, s_.year) * risk / d.village_share;
        const Words w = s_.luck.words(id, s_.year, Purpose::epidemic, static_cast<std::uint32_t>(i));
        const double onset = d.onset[band][sex] * rate;
        if (onset > 0.0 && unit(w[2]) >= exponential(-onset)) begin_chronic(members_[m], disease, unit(w[3]));
        const int beds = poisson(unit(w[0]), d.admission_need[band][sex] * rate * s_.exposure.admissions);
        for (int n = 0; n < beds && stays < 60; ++n) {
            std::uint32_t word = 0;
            episodes_.push_back(draw_episode(s_.luck, id, members_[m].person, s_.year, epidemic_episodes_from + stays++, word));
            episodes_.back().disease = static_cast<std::int16_t>(i);
            add_event(Event::chronic_episode, episodes_.back().day, m, static_cast<std::int32_t>(episodes_.size() - 1));
        }
        const int cases = poisson(unit(w[1]), d.outpatient_cases[band][sex] * rate * s_.exposure.cases);
        if (cases == 0) continue;
        bundles_.push_back(draw_case_bundle(s_.luck, id, members_[m].person, s_.year, 1u + static_cast<std::uint32_t>(i), disease, cases));
        add_event(Event::chronic_bundle, bundles_.back().day, m, static_cast<std::int32_t>(bundles_.size() - 1));
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

void HouseholdYear::begin_chronic(const Member& m, int disease, double luck)
{
    const auto k = static_cast<std::size_t>(m.person);
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(disease)];
    const std::uint64_t mask = bit_of(d.chronic_bit);
    if (s_.arm.conditions[k] & mask) return;
    s_.arm.conditions[k] |= mask;
    s_.arm.advanced[k] &= ~mask;
    s_.arm.controlled[k] |= mask;
    const auto band = static_cast<std::size_t>(age_band(m.age));
    if (luck < d.diagnosed[band]) s_.arm.known[k] |= mask;
}

// Chronic disease that another one brings about, the more so where that one is not controlled. What
// befalls persons without it is drawn with everybody's onset; here is the rest.
void HouseholdYear::complicate(const Member& m)
{
    if (s_.year < s_.world.base_year) return;
    const auto k = static_cast<std::size_t>(m.person);
    const auto band = static_cast<std::size_t>(age_band(m.age));
    const std::uint64_t cared_for = s_.arm.controlled[k] & s_.arm.known[k];
    std::array<double, 64> upper;
    std::array<int, 64> which;
    std::size_t n = 0;
    double hazard = 0.0;
    for (const Complication& c : s_.world.complications) {
        if (!(s_.arm.conditions[k] >> c.cause & 1) || n == upper.size()) continue;
        const auto at = static_cast<std::size_t>(c.disease);
        const Disease& d = s_.world.diseases[at];
        if (!s_.village.has(s_.world, at)) continue;
        const double ratio = cared_for >> c.cause & 1 ? c.controlled_ratio : c.rate_ratio;
        hazard += d.onset[band][static_cast<std::size_t>(m.sex)] * s_.world.incidence(d, s_.year) / d.village_share
            * (ratio - 1.0) * incidence_of(c.disease);
        upper[n] = hazard;
        which[n++] = c.disease;
    }
    if (hazard <= 0.0) return;
    hazard *= static_cast<double>(s_.illness.risk[k]) * p_.illness_scale;
    const Words w = s_.luck.words(s_.village.person.id[k], s_.year, Purpose::complication);
    if (unit(w[0]) >= 1.0 - exponential(-hazard)) return;
    const double u = unit(w[1]) * upper[n - 1];
    std::size_t at = 0;
    while (at + 1 < n && u >= upper[at]) ++at;
    begin_chronic(m, which[at], unit(w[2]));
}

// A disease in its early stage advances, less often where it is known and cared for.
void HouseholdYear::advance(std::size_t k, std::uint64_t mask, double luck)
{
    if (s_.year < s_.world.base_year || (s_.arm.advanced[k] & mask)) return;
    const bool controlled = s_.arm.controlled[k] & s_.arm.known[k] & mask;
    const double rate = p_.progression_rate * (controlled ? p_.controlled_progression_ratio : 1.0);
    if (luck < rate) s_.arm.advanced[k] |= mask;
}

// One chronic condition through the year. \return whether the disease is known
bool HouseholdYear::condition(std::size_t index, int b, double& need)
{
    Member& m = members_[index];
    const auto k = static_cast<std::size_t>(m.person);
    const int disease = s_.world.chronic[static_cast<std::size_t>(b)];
    const Disease& d = s_.world.diseases[static_cast<std::size_t>(disease)];
    const auto band = static_cast<std::size_t>(age_band(m.age));
    const std::uint64_t mask = bit_of(b);
    const std::uint64_t id = s_.village.person.id[k];
    const Bundle bundle = draw_chronic_bundle(s_.luck, id, m.person, s_.year, b, disease);
    advance(k, mask, static_cast<double>(bundle.lasting));
    if (!(s_.arm.known[k] & mask)) {
        // Nobody knew: the disease shows itself late, in an episode of its advanced stage.
        const double shows = p_.latent_presentation * (literate_ ? p_.literacy_detection : 1.0) * s_.exposure.admissions
            * p_.illness_scale * static_cast<double>(s_.illness.risk[k]) / s_.world.risk_of_ill;
        if (s_.year < s_.world.base_year || static_cast<double>(bundle.tier) >= shows || d.need_per_case[band] <= 0.0)
            return false;
        s_.arm.known[k] |= mask;
        s_.arm.advanced[k] |= mask;
        std::uint32_t word = 0;
        Episode e = draw_episode(s_.luck, id, m.person, s_.year, late_episodes_from + static_cast<std::uint32_t>(b), word);
        e.disease = static_cast<std::int16_t>(disease);
        episodes_.push_back(e);
        add_event(Event::chronic_episode, e.day, index, static_cast<std::int32_t>(episodes_.size() - 1));
        return false;
    }
    m.row[PersonSum::chronic_known] += 1;
    // What an examination found lies quiet until its first episode, which comes no oftener than it would
    // have shown itself: the table's days and needs are of the diagnosed whom disease led to a doctor.
    const bool silent = s_.arm.silent[k] & mask;
    if (!silent) m.days_lost += d.days_lost;
    const double managed = d.managed && contract_ ? p_.contract_admission_ratio * practice_->contract_admissions : 1.0;
    need = (silent ? std::min(p_.latent_presentation, d.need_per_case[band]) : d.need_per_case[band]) * managed
        * (s_.arm.controlled[k] & mask ? d.need_controlled : d.need_uncontrolled)
        * (s_.arm.advanced[k] & mask ? d.need_advanced : d.need_early);
    if (d.visits <= 0.0) return true;
    bundles_.push_back(bundle);
    add_event(Event::chronic_bundle, bundle.day, index, static_cast<std::int32_t>(bundles_.size() - 1));
    return true;
}

void HouseholdYear::chronic_illness(std::size_t index)
{
    Member& m = members_[index];
    const auto k = static_cast<std::size_t>(m.person);
    std::array<double, 64> upper;
    std::array<int, 64> which;
    int n = 0;
    double total = 0.0;
    m.row[PersonSum::chronic_persons] += (s_.arm.known[k] & s_.arm.conditions[k]) != 0;
    for (std::uint64_t rest = s_.arm.conditions[k]; rest != 0; rest &= rest - 1) {
        const int b = std::countr_zero(rest);
        double need = 0.0;
        m.row[PersonSum::chronic_conditions] += 1;
        if (!condition(index, b, need)) continue;
        total += need;
        upper[static_cast<std::size_t>(n)] = total;
        which[static_cast<std::size_t>(n++)] = s_.world.chronic[static_cast<std::size_t>(b)];
    }
    if (total <= 0.0) return;
    const double mean = total * s_.exposure.admissions * p_.illness_scale * static_cast<double>(s_.illness.risk[k])
        / s_.world.risk_of_ill; // the table's needs are those of the ill
    const int count = poisson(static_cast<double>(s_.illness.chronic_luck[k]), mean);
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
