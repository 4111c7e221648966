#include "calibration/world_builder.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

void read_parameters(World& world, const Tables& tables)
{
    const Table& t = table(tables, "parameters");
    for (std::size_t r = 0; r < t.rows(); ++r)
        for (const ParameterEntry& e : parameter_entries)
            if (e.name == t.text("name")[r]) world.parameters.*e.field = t.number("value")[r];
    world.base_year = static_cast<int>(world.parameters.base_year);
    world.burn_in = static_cast<int>(world.parameters.burn_in_years);
}

constexpr double reference_year = 2017;

void read_series(World& world, const Tables& tables, int years)
{
    const Table& t = table(tables, "series");
    world.years.resize(static_cast<std::size_t>(years));
    for (const SeriesEntry& e : series_entries) {
        std::vector<bool> found(static_cast<std::size_t>(years), false);
        bool referenced = false; // 2017 where the series has it, else the base year
        for (std::size_t r = 0; r < t.rows(); ++r) {
            const int i = static_cast<int>(t.years[r]) - world.base_year;
            if (e.name != t.text("name")[r]) continue;
            const bool base = static_cast<int>(t.years[r]) == world.base_year;
            if (t.years[r] == reference_year || (base && !referenced)) {
                world.reference.*e.field = t.number("value")[r];
                referenced = true;
            }
            if (i < 0 || i >= years) continue;
            world.years[static_cast<std::size_t>(i)].*e.field = t.number("value")[r];
            found[static_cast<std::size_t>(i)] = true;
        }
        const auto gap = std::find(found.begin(), found.end(), false);
        if (gap != found.end())
            throw InputError(say("{}: series {} has no value for {} (asked for {} years from {})", t.file, e.name,
                                 world.base_year + (gap - found.begin()), years, world.base_year));
    }
}

// Spreads a table by age bands over single ages.
void spread(const Table& t, std::string_view column, std::size_t row, ByAge& out, double scale)
{
    const int from = static_cast<int>(t.number("age_from")[row]);
    const int to = std::min(oldest, static_cast<int>(t.number("age_to")[row]));
    for (int a = from; a <= to; ++a)
        out[static_cast<std::size_t>(a)] = t.number(column)[row] * scale;
}

std::size_t sex_of(const Table& t, std::size_t row) { return t.text("sex")[row] == "male" ? 0 : 1; }

void read_people(World& world, const Tables& tables)
{
    const Table& ages = table(tables, "age_structure");
    for (std::size_t r = 0; r < ages.rows(); ++r) {
        const double width = ages.number("age_to")[r] - ages.number("age_from")[r] + 1.0;
        spread(ages, "share", r, world.age_share[sex_of(ages, r)], 1.0 / width);
    }
    // Old age is not flat within its band: thin it by survival.
    const Table& deaths = table(tables, "mortality");
    for (std::size_t r = 0; r < deaths.rows(); ++r) {
        const int from = static_cast<int>(deaths.number("age_from")[r]);
        const int to = std::min(oldest, static_cast<int>(deaths.number("age_to")[r]));
        for (int a = from; a <= to; ++a) // central rate to yearly probability
            world.mortality[sex_of(deaths, r)][static_cast<std::size_t>(a)] =
                1.0 - exponential(-deaths.number("rate")[r]);
    }
    for (std::size_t r = 0; r < ages.rows(); ++r) {
        const int from = static_cast<int>(ages.number("age_from")[r]);
        const int to = std::min(oldest, static_cast<int>(ages.number("age_to")[r]));
        if (to - from < 10) continue;
        auto& share = world.age_share[sex_of(ages, r)];
        double alive = 1.0;
        double sum = 0.0;
        for (int a = from; a <= to; ++a) {
            share[static_cast<std::size_t>(a)] = alive;
            sum += alive;
            alive *= 1.0 - world.mortality[sex_of(ages, r)][static_cast<std::size_t>(a)];
        }
        for (int a = from; a <= to; ++a)
            share[static_cast<std::size_t>(a)] *= ages.number("share")[r] / sum;
    }
    const Table& marriage = table(tables, "marriage");
    for (std::size_t r = 0; r < marriage.rows(); ++r)
        spread(marriage, "rate", r, world.marriage[sex_of(marriage, r)], 1.0);
    for (auto& share : world.never_married) share.fill(1.0);
    const Table& single = table(tables, "never_married");
    for (std::size_t r = 0; r < single.rows(); ++r)
        spread(single, "share", r, world.never_married[sex_of(single, r)], 1.0);
    const Table& births = table(tables, "fertility");
    for (std::size_t r = 0; r < births.rows(); ++r)
        spread(births, "births_per_1000", r, world.birth_rate_married, 1e-3);
    for (std::size_t a = 0; a <= oldest; ++a)
        world.birth_rate_married[a] =
            std::min(0.6, world.birth_rate_married[a] / std::max(0.05, 1.0 - world.never_married[1][a]));
    const Table& labour = table(tables, "labour");
    for (std::size_t r = 0; r < labour.rows(); ++r) {
        spread(labour, "capacity", r, world.labour, 1.0);
        spread(labour, "migrant_share", r, world.migrant_share, 1.0);
        spread(labour, "wage_share", r, world.wage_share, 1.0);
    }
}

void read_places(World& world, const Tables& tables)
{
    const Table& t = table(tables, "counties");
    for (std::size_t r = 0; r < t.rows(); ++r) {
        County c;
        c.name = t.text("county")[r];
        c.persons = t.number("population")[r];
        c.villages = static_cast<int>(t.number("villages")[r]);
        c.minutes = {5.0, t.number("township_minutes")[r], t.number("county_minutes")[r],
                     t.number("city_minutes")[r], t.number("outside_minutes")[r]};
        world.persons += c.persons;
        world.counties.push_back(c);
    }
    const Table& f = table(tables, "tiers");
    for (std::size_t r = 0; r < f.rows(); ++r) world.reference_minutes[r] = f.number("reference_minutes")[r];
    for (std::size_t r = 0; r < f.rows(); ++r)
        world.tier.push_back({f.text("tier")[r], f.number("compliant_share")[r], f.number("quality")[r],
                              logarithm(f.number("quality")[r]), f.number("treats_up_to")[r], f.number("stay_ratio")[r],
                              f.number("drug_ratio")[r], f.number("visit_cost")[r], f.number("visit_share")[r],
                              f.number("own_share")[r], f.number("visit_own_share")[r],
                              f.number("transport_cost")[r], f.number("living_cost_per_day")[r]});
    const Table& sizes = table(tables, "household_sizes");
    double equivalents = 0.0;
    for (std::size_t r = 0; r < sizes.rows(); ++r) {
        const auto size = static_cast<std::size_t>(sizes.number("size")[r]);
        world.household_size[size] = sizes.number("share")[r];
        world.mean_household_size += static_cast<double>(size) * sizes.number("share")[r];
        equivalents += sizes.number("share")[r] * exponential(0.56 * logarithm(static_cast<double>(size)));
    }
    world.size_to_equivalents = world.mean_household_size / equivalents;
}

// Share of patients who find a bed and beds there are, by county and year; from year to year what was
// last given.
void read_beds(World& world, const Tables& tables)
{
    const Table& t = table(tables, "supply");
    world.beds.assign(world.counties.size(), std::vector<Beds>(world.years.size()));
    for (std::size_t c = 0; c < world.counties.size(); ++c)
        for (std::size_t tier = 0; tier < tiers; ++tier) {
            bool own = false;
            std::map<int, std::size_t> rows; // by year: a county's own, else those of all
            for (const std::string& whose : {world.counties[c].name, std::string("all")})
                for (std::size_t r = 0; r < t.rows() && (whose != "all" || !own); ++r)
                    if (t.text("county")[r] == whose && t.text("tier")[r] == world.tier[tier].name) {
                        rows[static_cast<int>(t.years[r])] = r;
                        own = own || whose != "all";
                    }
            for (std::size_t y = 0; y < world.years.size() && !rows.empty(); ++y) {
                auto at = rows.upper_bound(world.base_year + static_cast<int>(y));
                if (at != rows.begin()) --at;
                world.beds[c][y].served[tier] = t.number("served_share")[at->second];
                world.beds[c][y].bed_days[tier] = t.number("bed_days")[at->second] * 1e-3;
            }
        }
}

// What a full farmer must earn at median luck so that mean disposable income a head is the series':
// labour's share of it, over mean capacity weighted by what each kind of work earns, over the mean of
// the lognormal spread, over what illness leaves of earnings.
void derive(World& world)
{
    const Parameters& p = world.parameters;
    const auto mean_luck = [&](double passing_sd) {
        return exponential(0.5 * (p.income_permanent_sd * p.income_permanent_sd + passing_sd * passing_sd));
    };
    const double farm = mean_luck(p.farm_luck_ratio * p.income_transitory_sd);
    const double wage = mean_luck(p.wage_luck_ratio * p.income_transitory_sd);
    double earned = 0.0;
    double everyone = 0.0;
    double able = 0.0;
    for (const auto& share : world.age_share)
        for (std::size_t a = 0; a <= oldest; ++a) {
            const double farming = 1.0 - world.migrant_share[a] - world.wage_share[a];
            const double paid = world.migrant_share[a] * p.migrant_earnings_ratio
                + world.wage_share[a] * p.wage_earnings_ratio;
            earned += share[a] * world.labour[a] * (farming * farm + paid * wage);
            everyone += share[a];
            able += share[a] * world.labour[a];
        }
    world.mean_capacity = able / everyone;
    const YearValues& base = world.in(world.base_year);
    world.labour_unit = base.income_mean * p.labour_share_of_income / (earned / everyone)
        / (1.0 - p.expected_illness_loss);
    for (std::size_t literate = 0; literate < 2; ++literate) {
        world.literacy_utility[literate] = p.literacy_seek * (static_cast<double>(literate) - world.reference.health_literacy);
        world.outpatient_seek_odds[literate] = exponential(p.outpatient_seek_constant + world.literacy_utility[literate]);
    }
    // Spending on drugs when their price moves against the tier's level: price x quantity.
    for (const YearValues& v : world.years)
        world.drug_level.push_back(exponential((1.0 - p.drug_volume_response) * logarithm(v.drug_price)));
    world.deposit_weight = exponential(-p.deposit_penalty);
    world.unaffordable_weight = exponential(-p.unaffordable_penalty);
    // Disease and tier tables are at 2017 prices; so is the situation their shares refer to.
    for (std::size_t t = 0; t < tiers; ++t) {
        world.reference_price[t] = world.tier[t].own_share
            * world.reference_level(static_cast<int>(t)) / world.reference.income_mean;
        world.reference_visit_price[t] = world.tier[t].visit_own_share
            * world.reference.outpatient_price / world.reference.income_mean;
    }
}

} // namespace

void read_diseases(World& world, const Tables& tables); // calibration/diseases.cpp

World build_world(const Tables& tables, int years)
{
    World world;
    read_parameters(world, tables);
    read_series(world, tables, years);
    read_people(world, tables);
    read_places(world, tables);
    read_beds(world, tables);
    read_diseases(world, tables);
    derive(world);
    return world;
}

} // namespace hearth
