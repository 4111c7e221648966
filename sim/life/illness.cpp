#include "sim/life/illness.hpp"

#include <algorithm>
#include <cmath>

namespace hearth {

Episode draw_episode(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                     std::uint32_t k, std::uint32_t& disease_word)
{
    const Words a = luck.words(id, year, Purpose::admission, k);
    const Words b = luck.words(id, year, Purpose::admission_bill, k);
    disease_word = a[0];
    Episode e{};
    e.person = person;
    e.day = static_cast<std::int16_t>(day_of(a[1]));
    e.severity = static_cast<float>(normal(a[2]));
    e.seek = below_one(unit(a[3]));
    e.tier = below_one(unit(b[0]));
    e.bill = static_cast<float>(normal(b[1]));
    e.outcome = below_one(unit(b[2]));
    e.extra = below_one(unit(b[3]));
    // Low bits of words that choose among few cells are luck not yet looked at.
    e.bed = below_one(unit(b[3] << 12));
    e.stay = below_one(unit(a[1] << 12));
    return e;
}

static Bundle bundle_from(const Words& w, PersonIndex person, int disease, double cases)
{
    Bundle b{};
    b.person = person;
    b.disease = static_cast<std::int16_t>(disease);
    b.day = static_cast<std::int16_t>(day_of(w[0]));
    b.cases = static_cast<float>(cases);
    b.bill = static_cast<float>(normal(w[1]));
    b.tier = below_one(unit(w[2]));
    b.seek = below_one(unit(w[3]));
    b.lasting = below_one(unit(w[0] << 12));
    return b;
}

Bundle draw_case_bundle(const Luck& luck, std::uint64_t id, PersonIndex person, int year, std::uint32_t k, int disease, int cases)
{
    return bundle_from(luck.words(id, year, Purpose::outpatient, k), person, disease, cases);
}

Bundle draw_chronic_bundle(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                           int chronic_bit, int disease)
{
    const Words w = luck.words(id, year, Purpose::chronic_visits,
                               static_cast<std::uint32_t>(chronic_bit));
    return bundle_from(w, person, disease, 1.0);
}

namespace {

struct Draw {
    YearIllness& out;
    const Village& village;
    const World& world;
    const Luck& luck;
    int year;
    const Exposure& exposure;
    const World::Mixes& mixes;
    //! Means of Poisson counts by class of risk, and the probability that nothing happens.
    struct Rates {
        double beds, no_bed, cases, no_case, onset;
    };
    std::array<std::array<std::array<Rates, sexes>, bands>, risk_classes> rates{};

    void tabulate()
    {
        const double scale = world.parameters.illness_scale;
        for (std::size_t k = 0; k < risk_classes; ++k)
            for (std::size_t b = 0; b < bands; ++b)
                for (std::size_t s = 0; s < sexes; ++s) {
                    Rates& r = rates[k][b][s];
                    const double at_risk = scale * world.risk_ratio[k];
                    r.beds = mixes.acute_admissions[b][s].total() * exposure.admissions * at_risk;
                    r.cases = mixes.acute_cases[b][s].total() * exposure.cases * at_risk;
                    r.no_bed = exponential(-r.beds);
                    r.no_case = exponential(-r.cases);
                    r.onset = 1.0 - exponential(-mixes.onsets[b][s].total() * at_risk);
                }
    }

    // Endemic disease falls on the villages that have it, at their own rate, and on no other.
    bool occurs(int disease) const { return village.has(world, static_cast<std::size_t>(disease)); }

    void person(std::size_t i, int age)
    {
        const Persons& p = village.person;
        const auto band = static_cast<std::size_t>(age_band(age));
        const std::size_t sex = p.sex[i];
        const auto rank = static_cast<double>(village.household.income_rank[static_cast<std::size_t>(p.household[i])]);
        const auto risk = static_cast<std::size_t>(risk_class(world, static_cast<double>(p.frailty[i]), rank));
        const Rates& r = rates[risk][band][sex];
        out.risk[i] = static_cast<float>(world.risk_ratio[risk]);
        const Words w = luck.words(p.id[i], year, Purpose::illness);
        if (const double u = unit(w[0]); u >= r.no_bed) beds(i, poisson_cell(u, r.beds, r.no_bed).count, mixes.acute_admissions[band][sex]);
        if (const double u = unit(w[2]); u >= r.no_case) {
            const PoissonCell cell = poisson_cell(u, r.cases, r.no_case);
            const int disease = mixes.acute_cases[band][sex].pick(cell.within);
            if (occurs(disease))
                out.bundles.push_back(bundle_from(luck.words(p.id[i], year, Purpose::outpatient),
                                                  static_cast<PersonIndex>(i), disease, cell.count));
        }
        out.chronic_luck[i] = below_one(unit(w[1]));
        const double u = unit(w[3]);
        if (u < r.onset) begin(i, mixes.onsets[band][sex]);
        else out.examination_luck[i] = below_one((u - r.onset) / (1.0 - r.onset));
    }

    void beds(std::size_t i, int episodes, const Mix& mix)
    {
        for (int k = 0; k < episodes; ++k) {
            std::uint32_t word = 0;
            Episode e = draw_episode(luck, village.person.id[i], static_cast<PersonIndex>(i), year,
                                     static_cast<std::uint32_t>(k), word);
            e.disease = static_cast<std::int16_t>(mix.pick(unit(word)));
            if (occurs(e.disease)) out.episodes.push_back(e);
        }
    }

    void begin(std::size_t i, const Mix& mix)
    {
        const Words w = luck.words(village.person.id[i], year, Purpose::onset);
        const int disease = mix.pick(unit(w[0]));
        if (!occurs(disease)) return;
        out.onset[i] = static_cast<std::int16_t>(disease);
        out.onset_luck[i] = below_one(unit(w[1]));
    }
};

} // namespace

void draw_illness(YearIllness& out, const Village& village, const World& world, const Luck& luck,
                  int year, const Exposure& exposure)
{
    const std::size_t n = village.person.size();
    out.episodes.clear();
    out.bundles.clear();
    out.first_episode.assign(n + 1, 0);
    out.first_bundle.assign(n + 1, 0);
    out.onset.assign(n, -1);
    out.onset_luck.assign(n, 0.0f);
    out.examination_luck.assign(n, 1.0f); // nobody whose illness begins this year is found by it
    out.chronic_luck.assign(n, 0.0f);
    out.risk.assign(n, 1.0f);
    Draw draw{out, village, world, luck, year, exposure, world.mixes_in(year)};
    draw.tabulate();
    for (std::size_t i = 0; i < n; ++i) {
        out.first_episode[i] = static_cast<std::int32_t>(out.episodes.size());
        out.first_bundle[i] = static_cast<std::int32_t>(out.bundles.size());
        const int age = year - village.person.birth_year[i];
        if (village.person.present[i] && age >= 0) draw.person(i, std::min(age, oldest));
    }
    out.first_episode[n] = static_cast<std::int32_t>(out.episodes.size());
    out.first_bundle[n] = static_cast<std::int32_t>(out.bundles.size());
}

} // namespace hearth
