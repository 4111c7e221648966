// The disease table in the shape the simulator reads.
#include <algorithm>
#include <cmath>

#include "calibration/world_builder.hpp"

namespace hearth {

void lay_reference(Disease& d, const World& world); // calibration/reference.cpp

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

void read_facility_side(Disease& d, const Table& t, std::size_t r, const World& world, double outpatient)
{
    const double outside = world.parameters.outside_share;
    const double city = t.number("share_city")[r];
    const double sum = t.number("share_township")[r] + t.number("share_county")[r] + city;
    d.share = {0.0, t.number("share_township")[r] / sum, t.number("share_county")[r] / sum,
               city * (1.0 - outside) / sum, city * outside / sum};
    d.cost = {0.0, t.number("cost_township")[r], t.number("cost_county")[r], t.number("cost_city")[r],
              t.number("cost_city")[r]};
    d.mean_cost = d.cost;
    d.drug_share = t.number("drug_share")[r];
    d.bed_days = t.number("length_of_stay")[r];
    // The table's visits are means over cases; who seeks none makes none.
    d.visits = t.number("visits_per_case")[r] / (d.chronic ? outpatient : 1.0);
    d.days_in_all = d.days_lost = t.number("days_lost")[r];
}

// Admissions of the controlled and of others, and by stage, as ratios to the mean of all known cases.
void lay_needs(Disease& d, double control_ratio, double controlled, const Parameters& p)
{
    if (d.visits > 0.0) {
        d.need_uncontrolled = 1.0 / (controlled * control_ratio + 1.0 - controlled);
        d.need_controlled = control_ratio * d.need_uncontrolled;
    }
    d.need_early = 1.0 / (p.advanced_share * p.advanced_need_ratio + 1.0 - p.advanced_share);
    d.need_advanced = p.advanced_need_ratio * d.need_early;
}

// Deaths a disease causes are laid on its episodes that need a bed. Treated and untreated rates
// average to the published deaths at the reference share treated, weighted by severity.
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

// Incidence by year, 2017 = 1: what the table gives, from year to year what was last given.
std::vector<double> incidence_of(const std::string& code, const Tables& tables, const World& world)
{
    const Table& t = table(tables, "disease_years");
    std::vector<double> path(world.years.size(), 1.0);
    std::vector<double> given(world.years.size(), 0.0);
    double before = 0.0, last = 0.0;
    for (std::size_t r = 0; r < t.rows(); ++r) {
        if (t.text("disease")[r] != code) continue;
        const int i = static_cast<int>(t.years[r]) - world.base_year;
        if (i < 0 && t.years[r] > last) { last = t.years[r]; before = t.number("incidence")[r]; }
        if (i >= 0 && i < static_cast<int>(path.size())) given[static_cast<std::size_t>(i)] = t.number("incidence")[r];
    }
    double now = before > 0.0 ? before : 1.0;
    for (std::size_t i = 0; i < path.size(); ++i) path[i] = now = given[i] > 0.0 ? given[i] : now;
    return path;
}

// The table's days lost are those of a case in all. Stays, recovery and visits take theirs when they
// happen; the rest falls on the case itself.
void lay_days(Disease& d, const Table& ages, double stay, const World& world)
{
    const BandTotals totals = band_totals(world);
    double cases = 0.0, admissions = 0.0;
    for (std::size_t row = 0; row < ages.rows(); ++row) {
        if (ages.text("disease")[row] != d.code) continue;
        const auto b = static_cast<std::size_t>(age_band(static_cast<int>(ages.number("age_from")[row])));
        if (b < 2 || b > 3) continue; // of working age
        const double known = totals.persons[b] * ages.number("cases_per_1000")[row] * ages.number("diagnosed_share")[row];
        cases += known;
        admissions += known * ages.number("admissions_per_case")[row];
    }
    if (cases <= 0.0) return;
    const Parameters& p = world.parameters;
    const double stays = admissions / cases * p.admission_multiplier * stay * (1.0 + p.recovery_days_per_day_in_bed);
    const double visits = d.visits * (d.chronic ? logistic(p.outpatient_seek_constant) : 1.0) * p.outpatient_days_per_visit;
    d.days_lost = std::max(0.0, d.days_lost - stays - visits);
    // Its cases are those brought to care; needs are more, and as many days fall on all of them together.
    if (!d.chronic) d.days_lost *= logistic(p.outpatient_seek_constant);
}

// Prevalence rises with risk, and nobody has a disease more than once: what common diseases lose at the
// top is laid on the others, so that the mean over classes of risk is the table's.
void lay_prevalence(Disease& d, const World& world)
{
    for (std::size_t b = 0; b < bands; ++b)
        for (std::size_t sex = 0; sex < sexes; ++sex) {
            const double wanted = std::min(1.0, d.prevalence[b][sex] / d.village_share);
            double low = wanted, high = wanted > 0.0 ? 1.0 / world.risk_ratio[0] : 0.0;
            for (int i = 0; i < 60; ++i) {
                const double middle = 0.5 * (low + high);
                double mean = 0.0;
                for (const double ratio : world.risk_ratio) mean += std::min(1.0, middle * ratio) / risk_classes;
                (mean < wanted ? low : high) = middle;
            }
            d.prevalence_at_risk[b][sex] = high;
        }
}

void add_rates(World& world, const Disease& d, int index, std::size_t b)
{
    for (std::size_t y = 0; y < world.mixes.size(); ++y) {
        World::Mixes& m = world.mixes[y];
        const double rate = d.incidence[y] / d.village_share;
        for (std::size_t sex = 0; sex < sexes; ++sex) {
            add_to_mix(m.acute_admissions[b][sex], index, d.admission_need[b][sex] * rate);
            add_to_mix(m.acute_cases[b][sex], index, d.outpatient_cases[b][sex] * rate);
            add_to_mix(m.onsets[b][sex], index, d.onset[b][sex] * rate);
        }
    }
}

// What a disease's onset falls short by in persons without the conditions that bring it about.
double without_causes(const World& world, int index, std::size_t band, std::size_t sex, double controlled)
{
    double factor = 1.0;
    for (const Complication& c : world.complications) {
        if (c.disease != index) continue;
        const Disease& cause = world.diseases[static_cast<std::size_t>(world.chronic[c.cause])];
        const double known = controlled * cause.diagnosed[band];
        const double ratio = known * c.controlled_ratio + (1.0 - known) * c.rate_ratio;
        // Who has the cause falls ill more easily than others.
        factor += std::min(1.0, cause.prevalence[band][sex]) * world.risk_of_ill * (ratio - 1.0);
    }
    return 1.0 / factor;
}

void read_complications(World& world, const Tables& tables)
{
    const Table& t = table(tables, "complications");
    const auto find = [&](const std::string& code) {
        for (std::size_t d = 0; d < world.diseases.size(); ++d)
            if (world.diseases[d].code == code) return static_cast<int>(d);
        return -1;
    };
    for (std::size_t r = 0; r < t.rows(); ++r) {
        const int cause = find(t.text("cause")[r]);
        const int disease = find(t.text("disease")[r]);
        if (cause < 0 || disease < 0) continue; // check_tables refuses it
        const auto bit = static_cast<std::size_t>(world.diseases[static_cast<std::size_t>(cause)].chronic_bit);
        world.complications.push_back({bit, disease, t.number("rate_ratio")[r], t.number("controlled_ratio")[r]});
        world.causes |= std::uint64_t{1} << bit;
    }
}

Disease read_disease(World& world, const Table& t, std::size_t r, double outpatient)
{
    Disease d;
    d.code = t.text("disease")[r];
    d.group = t.text("group")[r];
    d.group_index = group_index(world.disease_groups, d.group);
    d.chronic = t.text("basis")[r] == "prevalence";
    d.village_share = t.number("village_share")[r];
    d.major_from = static_cast<int>(t.number("major_from")[r]);
    d.managed = t.number("family_doctor")[r] > 0.0;
    read_facility_side(d, t, r, world, outpatient);
    lay_needs(d, t.number("control_ratio_admission")[r], outpatient, world.parameters);
    lay_reference(d, world);
    if (d.chronic) {
        d.chronic_bit = static_cast<int>(world.chronic.size());
        world.chronic.push_back(static_cast<int>(r));
    }
    return d;
}

// Rates of one band. \return deaths the disease causes, per person
double read_band(Disease& d, const Table& ages, std::size_t row, const Parameters& p, double outpatient,
                 double sex_ratio, double control_ratio_death)
{
    const auto b = static_cast<std::size_t>(age_band(static_cast<int>(ages.number("age_from")[row])));
    const double cases = ages.number("cases_per_1000")[row] * 1e-3;
    const double known = ages.number("diagnosed_share")[row];
    const double beds = ages.number("admissions_per_case")[row] * p.admission_multiplier / d.admitted;
    const auto case_rate = by_sex(cases, sex_ratio);
    const auto onset = by_sex(ages.number("onset_per_1000")[row] * 1e-3, sex_ratio);
    d.diagnosed[b] = known;
    d.need_per_case[b] = d.chronic ? beds : 0.0;
    for (std::size_t sex = 0; sex < sexes; ++sex) {
        d.prevalence[b][sex] = d.chronic ? case_rate[sex] : 0.0;
        d.onset[b][sex] = d.chronic ? onset[sex] : 0.0;
        d.admission_need[b][sex] = d.chronic ? 0.0 : case_rate[sex] * known * beds;
        d.outpatient_cases[b][sex] = d.chronic || d.visits <= 0.0 ? 0.0 : case_rate[sex] * known / outpatient;
    }
    return lay_deaths(d, b, ages.number("deaths_per_1000")[row] * 1e-3, cases * known * beds, control_ratio_death,
                      d.deadly_treated);
}

// Background mortality = life table less the deaths diseases cause, in proportion to the life
// table within a band, and never below a twentieth of it.
void lay_background(World& world, const std::array<double, bands>& disease_deaths)
{
    const BandTotals totals = band_totals(world);
    for (std::size_t sex = 0; sex < sexes; ++sex)
        for (int a = 0; a <= oldest; ++a) {
            const auto i = static_cast<std::size_t>(a);
            const auto b = static_cast<std::size_t>(age_band(a));
            const double mean = totals.persons[b] > 0.0 ? totals.deaths[b] / totals.persons[b] : 0.0;
            const double by_disease = mean > 0.0 ? disease_deaths[b] / mean : 0.0;
            world.background_death[sex][i] =
                world.mortality[sex][i] * std::max(0.05, 1.0 - by_disease);
            world.death_gradient[sex][i] = mean > 0.0 ? world.mortality[sex][i] / mean : 1.0;
        }
}

// Lasting luck of the person and income of the household make some fall ill more easily: a
// lognormal factor in classes of equally many persons, with mean 1.
void lay_risk(World& world)
{
    const Parameters& p = world.parameters;
    const double sd = std::sqrt(p.frailty_sd * p.frailty_sd + p.poverty_exposure * p.poverty_exposure);
    for (std::size_t k = 0; k + 1 < risk_classes; ++k)
        world.risk_bounds[k] = normal_quantile((static_cast<double>(k) + 1.0) / risk_classes);
    for (std::size_t k = 0; k < risk_classes; ++k) {
        // Mean of exp(sd z - sd^2/2) over the class.
        const double above = k + 1 < risk_classes ? normal_distribution(sd - world.risk_bounds[k]) : 0.0;
        const double below = k > 0 ? normal_distribution(sd - world.risk_bounds[k - 1]) : 1.0;
        world.risk_ratio[k] = risk_classes * (below - above);
    }
    world.risk_of_ill = 0.0;
    for (const double ratio : world.risk_ratio) world.risk_of_ill += ratio * ratio / risk_classes;
}

} // namespace

void read_diseases(World& world, const Tables& tables)
{
    const Table& t = table(tables, "diseases");
    const Table& ages = table(tables, "disease_ages");
    const double outpatient = logistic(world.parameters.outpatient_seek_constant); // of needs, at the reference
    std::array<double, bands> disease_deaths{};
    lay_risk(world);
    for (std::size_t r = 0; r < t.rows(); ++r) {
        Disease d = read_disease(world, t, r, outpatient);
        d.incidence = incidence_of(d.code, tables, world);
        for (std::size_t row = 0; row < ages.rows(); ++row)
            if (ages.text("disease")[row] == d.code)
                disease_deaths[static_cast<std::size_t>(age_band(static_cast<int>(ages.number("age_from")[row])))] +=
                    read_band(d, ages, row, world.parameters, outpatient, t.number("sex_ratio")[r], t.number("control_ratio_death")[r]);
        lay_prevalence(d, world);
        lay_days(d, ages, t.number("length_of_stay")[r], world);
        world.diseases.push_back(d);
    }
    read_complications(world, tables);
    world.mixes.resize(world.years.size());
    for (std::size_t i = 0; i < world.diseases.size(); ++i)
        for (std::size_t b = 0; b < bands; ++b) {
            Disease& d = world.diseases[i];
            for (std::size_t sex = 0; sex < sexes; ++sex)
                d.onset[b][sex] *= without_causes(world, static_cast<int>(i), b, sex, outpatient);
            add_rates(world, d, static_cast<int>(i), b);
        }
    lay_background(world, disease_deaths);
    double most = 0.0;
    for (std::size_t i = 0; i < world.diseases.size(); ++i) {
        double all = 0.0;
        for (std::size_t b = 0; b < bands; ++b)
            for (std::size_t sex = 0; sex < sexes; ++sex) {
                world.acute_needs[b][sex] += world.diseases[i].admission_need[b][sex];
                all += world.diseases[i].admission_need[b][sex];
            }
        if (all > most) world.usual_disease = static_cast<int>(i);
        most = std::max(most, all);
    }
}

} // namespace hearth
