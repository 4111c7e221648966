#include "sim/life/illness.hpp"

#include <algorithm>

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
    return b;
}

Bundle draw_chronic_bundle(const Luck& luck, std::uint64_t id, PersonIndex person, int year,
                           int chronic_bit, int disease)
{
    const Words w = luck.words(id, year, Purpose::chronic_visits,
                               static_cast<std::uint32_t>(chronic_bit));
    return bundle_from(w, person, disease, 1.0);
}

CountTable::CountTable(double mean)
{
    double p = exponential(-mean);
    double sum = p;
    for (int i = 0; i < most; ++i) {
        at_most[static_cast<std::size_t>(i)] = sum;
        p *= mean / (i + 1);
        sum += p;
    }
}

namespace {

struct Draw {
    YearIllness& out;
    const Village& village;
    const World& world;
    const Luck& luck;
    int year;
    const Exposure& exposure;
    std::array<std::array<CountTable, sexes>, bands> beds{};
    std::array<std::array<CountTable, sexes>, bands> cases{};
    ByBandSex onset{}; //!< probability that some chronic disease begins

    void tabulate()
    {
        const double scale = world.parameters.illness_scale;
        for (std::size_t b = 0; b < bands; ++b)
            for (std::size_t s = 0; s < sexes; ++s) {
                beds[b][s] = CountTable(world.acute_admissions[b][s].total() * exposure.admissions * scale);
                cases[b][s] = CountTable(world.acute_cases[b][s].total() * exposure.cases * scale);
                onset[b][s] = 1.0 - exponential(-world.onsets[b][s].total() * scale);
            }
    }

    void person(std::size_t i, int age)
    {
        const Persons& p = village.person;
        const auto band = static_cast<std::size_t>(age_band(age));
        const std::size_t sex = p.sex[i];
        const auto who = static_cast<PersonIndex>(i);
        const Words w = luck.words(p.id[i], year, Purpose::illness);
        if (const int episodes = beds[band][sex].count(unit(w[0])); episodes > 0) {
            const Mix& mix = world.acute_admissions[band][sex];
            for (int k = 0; k < episodes; ++k) {
                std::uint32_t word = 0;
                Episode e = draw_episode(luck, p.id[i], who, year, static_cast<std::uint32_t>(k), word);
                e.disease = static_cast<std::int16_t>(mix.pick(unit(word)));
                out.episodes.push_back(e);
            }
        }
        const CountTable& counts = cases[band][sex];
        if (const int n = counts.count(unit(w[2])); n > 0) {
            const int disease = world.acute_cases[band][sex].pick(counts.within(unit(w[2]), n));
            out.bundles.push_back(
                bundle_from(luck.words(p.id[i], year, Purpose::outpatient), who, disease, n));
        }
        out.chronic_luck[i] = below_one(unit(w[1]));
        const double u = unit(w[3]);
        const double p_onset = onset[band][sex];
        if (u < p_onset) begin(i, world.onsets[band][sex]);
        else out.examination_luck[i] = below_one((u - p_onset) / (1.0 - p_onset));
    }

    void begin(std::size_t i, const Mix& mix)
    {
        const Words w = luck.words(village.person.id[i], year, Purpose::onset);
        const int disease = mix.pick(unit(w[0]));
        const Disease& d = world.diseases[static_cast<std::size_t>(disease)];
        if (d.endemic && unit(w[2]) >= exposure.endemic) return;
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
    Draw draw{out, village, world, luck, year, exposure};
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
