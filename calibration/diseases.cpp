// The disease table in the shape the simulator reads.
#include <algorithm>

#include "calibration/world_builder.hpp"

namespace hearth {

namespace {

// Rates for men and women whose ratio is `sex_ratio` and whose mean is the rate for both.
std::array<double, sexes> by_sex(double rate, double sex_ratio)
{
    const double women = 2.0 * rate / (1.0 + sex_ratio);
    return {sex_ratio * women, women};
}

struct BandTotals {
    std::array<double, bands> persons{};
    std::array<double, bands> deaths{}; //!< all causes, life table
};

BandTotals band_totals(const World& world)
{
    BandTotals t;
    for (std::size_t sex = 0; sex < sexes; ++sex)
        for (int a = 0; a <= oldest; ++a) {
            const auto b = static_cast<std::size_t>(age_band(a));
            const double share = world.age_share[sex][static_cast<std::size_t>(a)];
            t.persons[b] += share;
            t.deaths[b] += share * world.mortality[sex][static_cast<std::size_t>(a)];
        }
    return t;
}

void read_facility_side(Disease& d, const Table& t, std::size_t r, double outside)
{
    const double city = t.number("share_city")[r];
    const double sum = t.number("share_township")[r] + t.number("share_county")[r] + city;
    d.share = {0.0, t.number("share_township")[r] / sum, t.number("share_county")[r] / sum,
               city * (1.0 - outside) / sum, city * outside / sum};
    d.cost = {0.0, t.number("cost_township")[r], t.number("cost_county")[r],
              t.number("cost_city")[r], t.number("cost_city")[r]};
    d.bed_days = t.number("length_of_stay")[r];
    d.visits = t.number("visits_per_case")[r];
    d.days_lost = t.number("days_lost")[r];
}

// Deaths a disease causes are laid on its episodes that need a bed. Treated and untreated rates
// average to the published deaths at the reference share treated, 1 / need_per_admission.
double lay_deaths(Disease& d, std::size_t band, double deaths, double episodes, double treated_ratio,
                  double share_treated)
{
    constexpr double most = 0.9; // of episodes; deaths beyond stay in background mortality
    if (episodes <= 0.0) return 0.0;
    const double mean = std::min(most, deaths / episodes);
    const double ratio = std::clamp(treated_ratio, 0.05, 1.0);
    const double untreated = mean / (share_treated * ratio + 1.0 - share_treated);
    d.fatality_untreated[band] = std::min(0.95, untreated);
    d.fatality_treated[band] = untreated * ratio;
    return mean * episodes;
}

int group_index(std::vector<std::string>& groups, const std::string& group)
{
    const auto at = std::find(groups.begin(), groups.end(), group);
    if (at != groups.end()) return static_cast<int>(at - groups.begin());
    groups.push_back(group);
    return static_cast<int>(groups.size()) - 1;
}

void add_to_mix(Mix& mix, int disease, double rate)
{
    if (rate <= 0.0) return;
    mix.upper.push_back(mix.total() + rate);
    mix.disease.push_back(disease);
}

} // namespace

void read_diseases(World& world, const Tables& tables)
{
    const Table& t = table(tables, "diseases");
    const Table& ages = table(tables, "disease_ages");
    const Parameters& p = world.parameters;
    const double needs = p.need_per_admission * p.admission_multiplier;
    const BandTotals totals = band_totals(world);
    std::array<double, bands> disease_deaths{};
    for (std::size_t r = 0; r < t.rows(); ++r) {
        Disease d;
        const int index = static_cast<int>(r);
        d.code = t.text("disease")[r];
        d.group = t.text("group")[r];
        d.group_index = group_index(world.disease_groups, d.group);
        d.chronic = t.text("basis")[r] == "prevalence";
        d.endemic = t.text("kind")[r] == "endemic";
        d.managed = t.number("family_doctor")[r] > 0.0;
        read_facility_side(d, t, r, p.outside_share);
        if (d.chronic) {
            d.chronic_bit = static_cast<int>(world.chronic.size());
            world.chronic.push_back(index);
        }
        for (std::size_t row = 0; row < ages.rows(); ++row) {
            if (ages.text("disease")[row] != d.code) continue;
            const auto b = static_cast<std::size_t>(age_band(static_cast<int>(ages.number("age_from")[row])));
            const double cases = ages.number("cases_per_1000")[row] * 1e-3;
            const double known = ages.number("diagnosed_share")[row];
            const double beds = ages.number("admissions_per_case")[row] * needs;
            const auto case_rate = by_sex(cases, t.number("sex_ratio")[r]);
            const auto onset = by_sex(ages.number("onset_per_1000")[row] * 1e-3, t.number("sex_ratio")[r]);
            d.diagnosed[b] = known;
            d.need_per_case[b] = d.chronic ? beds : 0.0;
            for (std::size_t sex = 0; sex < sexes; ++sex) {
                d.prevalence[b][sex] = d.chronic ? case_rate[sex] : 0.0;
                d.onset[b][sex] = d.chronic ? onset[sex] : 0.0;
                d.admission_need[b][sex] = d.chronic ? 0.0 : case_rate[sex] * known * beds;
                d.outpatient_cases[b][sex] = d.chronic || d.visits <= 0.0 ? 0.0 : case_rate[sex] * known;
                add_to_mix(world.acute_admissions[b][sex], index, d.admission_need[b][sex]);
                add_to_mix(world.acute_cases[b][sex], index, d.outpatient_cases[b][sex]);
                add_to_mix(world.onsets[b][sex], index, d.onset[b][sex]);
            }
            disease_deaths[b] += lay_deaths(d, b, ages.number("deaths_per_1000")[row] * 1e-3,
                                            cases * known * beds, t.number("control_ratio_death")[r],
                                            1.0 / p.need_per_admission);
        }
        world.diseases.push_back(d);
    }
    // Background mortality = life table less the deaths diseases cause, in proportion to the life
    // table within a band, and never below a twentieth of it.
    for (std::size_t sex = 0; sex < sexes; ++sex)
        for (int a = 0; a <= oldest; ++a) {
            const auto i = static_cast<std::size_t>(a);
            const auto b = static_cast<std::size_t>(age_band(a));
            const double mean = totals.deaths[b] / totals.persons[b];
            const double by_disease = disease_deaths[b] / mean;
            world.background_death[sex][i] =
                world.mortality[sex][i] * std::max(0.05, 1.0 - by_disease);
            world.death_gradient[sex][i] = world.mortality[sex][i] / mean;
        }
}

} // namespace hearth
