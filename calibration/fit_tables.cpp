#include "calibration/fit_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/world/parameters.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

using inference::Scale;

std::vector<std::string> split(const std::string& path)
{
    std::vector<std::string> parts(1);
    for (const char c : path)
        if (c == '/') parts.emplace_back();
        else parts.back() += c;
    return parts;
}

// Finds the cell a path names. The values of scalar parameters stand in column `value`.
bool find_cell(const Tables& tables, const Place& place, FittedParameter& p, Faults& faults)
{
    const std::vector<std::string> parts = split(p.path);
    const bool scalar = parts.size() == 2 && parts[0] == "parameters";
    if (!scalar && parts.size() != 3) {
        faults.add(place, say("path = {} (must be parameters/NAME or TABLE/COLUMN/ROW)", p.path));
        return false;
    }
    std::vector<std::string> names;
    for (const Table& t : tables) names.emplace_back(t.schema->name);
    const auto at = std::find(names.begin(), names.end(), parts[0]);
    if (at == names.end() || parts[0] == "targets" || parts[0] == "priors" || parts[0] == "series") {
        faults.add(place, say("path = {} (no table of that name may be fitted{})", p.path, nearest_words(parts[0], names)));
        return false;
    }
    p.table = static_cast<std::size_t>(at - names.begin());
    const Table& t = tables[p.table];
    const std::string column = scalar ? "value" : parts[1], row = parts.back();
    std::vector<std::string> columns;
    for (const Column& c : t.schema->columns)
        if (c.number) columns.emplace_back(c.name);
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) {
        faults.add(place, say("path = {} (no column of numbers \"{}\"{})", p.path, column, nearest_words(column, columns)));
        return false;
    }
    for (std::size_t c = 0; c < t.schema->columns.size(); ++c)
        if (t.schema->columns[c].name == column) p.column = c;
    const std::vector<std::string>& rows = t.texts[0];
    const auto found = std::find(rows.begin(), rows.end(), row);
    if (found == rows.end() || std::count(rows.begin(), rows.end(), row) != 1) {
        faults.add(place, say("path = {} (must name one row of {}{})", p.path, parts[0], nearest_words(row, rows)));
        return false;
    }
    p.row = static_cast<std::size_t>(found - rows.begin());
    p.given = t.numbers[p.column][p.row];
    return true;
}

// The legal range of the cell.
std::pair<double, double> range_of(const Tables& tables, const FittedParameter& p)
{
    const Table& t = tables[p.table];
    if (t.schema->name == "parameters")
        for (const ParameterEntry& e : parameter_entries)
            if (e.name == t.texts[0][p.row]) return {e.lowest, e.highest};
    return {t.schema->columns[p.column].lowest, t.schema->columns[p.column].highest};
}

std::string_view unit_of(const Tables& tables, const FittedParameter& p)
{
    const Table& t = tables[p.table];
    return t.schema->name == "parameters" ? std::string_view(t.text("unit")[p.row]) : t.schema->columns[p.column].unit;
}

void check_prior(const Place& place, const inference::Prior& prior, std::pair<double, double> legal, Faults& faults)
{
    using inference::PriorFamily;
    if (!(prior.lower < prior.upper)) faults.add(place, say("lower = {:g} (must be below upper = {:g})", prior.lower, prior.upper));
    if (prior.lower < legal.first || prior.upper > legal.second)
        faults.add(place, say("lower, upper = {:g}, {:g} (must lie in [{:g}, {:g}])", prior.lower, prior.upper, legal.first, legal.second));
    const bool inside = prior.a >= prior.lower && prior.a <= prior.upper;
    const bool scaled = std::isfinite(on_scale(prior.scale, prior.a)) && (prior.scale != Scale::log || prior.lower >= 0.0);
    switch (prior.family) {
    case PriorFamily::normal:
        if (!(prior.b > 0.0)) faults.add(place, say("b = {:g} (the standard deviation of a normal prior must be positive)", prior.b));
        if (!inside || !scaled) faults.add(place, say("a = {:g} (the centre must lie within the bounds and on the scale {})", prior.a, name_of(prior.scale)));
        break;
    case PriorFamily::uniform:
        if (!(prior.a < prior.b)) faults.add(place, say("a = {:g} (must be below b = {:g})", prior.a, prior.b));
        if (prior.a > prior.lower || prior.b < prior.upper)
            faults.add(place, say("lower, upper (a uniform prior must reach from bound to bound)"));
        if (!std::isfinite(on_scale(prior.scale, prior.a)) || !std::isfinite(on_scale(prior.scale, prior.b)))
            faults.add(place, say("a, b = {:g}, {:g} (must lie on the scale {})", prior.a, prior.b, name_of(prior.scale)));
        break;
    case PriorFamily::beta:
    case PriorFamily::gamma:
        if (!(prior.a > 0.0 && prior.b > 0.0)) faults.add(place, say("a, b (must be positive)"));
        if (prior.scale != Scale::identity) faults.add(place, say("transform (a beta or gamma prior is stated on the identity scale)"));
        if (prior.lower < 0.0 || (prior.family == PriorFamily::beta && prior.upper > 1.0)) faults.add(place, say("lower, upper (outside the prior)"));
        break;
    case PriorFamily::triangular:
        if (!inside) faults.add(place, say("a = {:g} (the mode must lie within the bounds)", prior.a));
        if (!std::isfinite(on_scale(prior.scale, prior.lower)) || !std::isfinite(on_scale(prior.scale, prior.upper)))
            faults.add(place, say("lower, upper (must lie on the scale {})", name_of(prior.scale)));
        break;
    }
}

constexpr std::array role_names{"fit", "holdout", "monitor"};

// Figures that must lie on their scale; errors that must be there.
void check_target(const Place& place, const Target& t, Faults& faults)
{
    const bool off_scale = !std::isfinite(on_scale(t.scale, t.value)) || (t.scale == Scale::sqrt && t.value <= 0.0);
    if (t.role == Role::monitor) return;
    if (!(t.se > 0.0)) faults.add(place, say("{}: se = 0 (a {} target needs a standard error above 0)", t.name(), role_names[static_cast<std::size_t>(t.role)]));
    if (off_scale) faults.add(place, say("{}: value = {:g} (does not lie on the scale {})", t.name(), t.value, name_of(t.scale)));
}

} // namespace

std::string Target::name() const { return measure + (group == "all" ? "" : " " + group) + " " + std::to_string(year); }

std::vector<FittedParameter> fitted_parameters(const Tables& tables, Faults& faults)
{
    const Table& t = table(tables, "priors");
    std::vector<FittedParameter> out;
    for (std::size_t r = 0; r < t.rows(); ++r) {
        const Place place = t.place(r);
        FittedParameter p;
        p.path = t.text("path")[r];
        p.unit = t.text("unit")[r];
        p.source = t.sources[r];
        const auto scale = inference::scale_named(t.text("transform")[r]);
        const auto family = inference::prior_family_named(t.text("prior")[r]);
        if (!scale || *scale == Scale::sqrt) faults.add(place, say("transform = {} (must be identity, log, logit or probit)", t.text("transform")[r]));
        if (!family) faults.add(place, say("prior = {} (must be normal, uniform, beta, gamma or triangular)", t.text("prior")[r]));
        for (const FittedParameter& other : out)
            if (other.path == p.path) faults.add(place, say("path = {} (stands twice)", p.path));
        if (!find_cell(tables, place, p, faults) || !scale || !family) continue;
        if (p.unit != unit_of(tables, p)) faults.add(place, say("{} has unit \"{}\" (must be \"{}\")", p.path, p.unit, unit_of(tables, p)));
        p.prior = {*family, *scale, t.number("a")[r], t.number("b")[r], t.number("lower")[r], t.number("upper")[r]};
        check_prior(place, p.prior, range_of(tables, p), faults);
        if (p.given < p.prior.lower || p.given > p.prior.upper)
            faults.add(place, say("lower, upper = {:g}, {:g} (must hold the input's own value, {:g})", p.prior.lower, p.prior.upper, p.given));
        out.push_back(std::move(p));
    }
    return out;
}

std::vector<Target> targets_of(const Tables& tables, Faults& faults)
{
    const Table& t = table(tables, "targets");
    std::vector<Target> out;
    for (std::size_t r = 0; r < t.rows(); ++r) {
        Target target;
        target.measure = t.text("measure")[r];
        target.group = t.text("group")[r];
        target.unit = t.text("unit")[r];
        target.source = t.sources[r];
        target.year = static_cast<int>(t.years[r]);
        target.value = t.number("value")[r];
        target.se = t.number("se")[r];
        target.discrepancy = t.number("discrepancy")[r];
        target.row = r;
        const auto scale = inference::scale_named(t.text("scale")[r]);
        const auto role = std::find(role_names.begin(), role_names.end(), t.text("role")[r]);
        if (!scale || *scale == Scale::probit) faults.add(t.place(r), say("scale = {} (must be identity, log, logit or sqrt)", t.text("scale")[r]));
        if (role == role_names.end()) faults.add(t.place(r), say("role = {} (must be fit, holdout or monitor)", t.text("role")[r]));
        if (!scale || role == role_names.end()) continue;
        target.scale = *scale;
        target.role = static_cast<Role>(role - role_names.begin());
        check_target(t.place(r), target, faults);
        for (const Target& other : out)
            if (other.role == Role::fit && target.role == Role::fit && other.name() == target.name()) {
                const double sd = std::sqrt(other.se * other.se + target.se * target.se + other.discrepancy * other.discrepancy
                                            + target.discrepancy * target.discrepancy);
                if (std::abs(other.value - target.value) > 3.5 * sd)
                    faults.add(t.place(r), say("{} = {:g} contradicts {:g} in row {} ({:.1f} sd apart; a fit needs to know which holds)", target.name(),
                                                       target.value, other.value, other.row + 1, std::abs(other.value - target.value) / sd));
            }
        out.push_back(std::move(target));
    }
    return out;
}

void put(Tables& tables, const FittedParameter& p, double value) { tables[p.table].numbers[p.column][p.row] = value; }

} // namespace hearth
