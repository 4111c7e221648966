#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "forecast/forecast_file.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

std::size_t place_in(const std::vector<std::string>& names, const std::string& name, const std::string& file, const char* what)
{
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) throw InputError(say("{}: {} \"{}\" is not in the file{}", file, say(what), name, nearest_words(name, names)));
    return static_cast<std::size_t>(at - names.begin());
}

} // namespace

ForecastFile::ForecastFile(const std::string& path) : in_(std::make_unique<store::Source>(path))
{
    const auto text = [&](const char* name) { return in_->has_attribute("/", name) ? in_->text_attribute("/", name) : std::string{}; };
    if (text("type") != "hearth results" || text("kind") != "forecast") throw InputError(say("{}: is not a forecast (made by hearth forecast)", path));
    if (in_->integer_attribute("/", "schema_version") != 1)
        throw InputError(say("{}: has schema version {} (this program reads version {})", path, in_->integer_attribute("/", "schema_version"), 1));
    if (!in_->has_attribute("/", "complete") || in_->integer_attribute("/", "complete") != 1) throw InputError(say("{}: is not complete", path));
    scenarios = in_->texts("scenario");
    groups = in_->texts("group");
    summed_groups = in_->texts("moments/moment_group");
    if (in_->has("parameters")) parameters = in_->texts("parameters/parameter");
    for (const double y : in_->numbers("year")) years.push_back(static_cast<std::int64_t>(y));
    draws = static_cast<int>(in_->numbers("draw").size());
    for (const double d : in_->numbers("same_path/companion")) companions.push_back(static_cast<int>(d));
    share = std::stod(text("sampled_share"));
    persons = std::stod(text("persons"));
    for (const char* name : {"identity", "reference_scenario", "vary", "scenario_digest", "input_digest", "twin", "sampled_share", "unsure_from", "options"}) record[name] = text(name);
    if (scenarios.empty() || years.empty() || groups.empty() || draws == 0) throw InputError(say("{}: holds no draws", path));
}

const std::string& ForecastFile::path() const { return in_->path(); }

std::size_t ForecastFile::scenario(const std::string& name) const { return place_in(scenarios, name, path(), word("scenario")); }
std::size_t ForecastFile::group(const std::string& name) const { return place_in(groups, name, path(), word("group")); }

std::size_t ForecastFile::year(std::int64_t calendar) const
{
    const auto at = std::find(years.begin(), years.end(), calendar);
    if (at == years.end())
        throw InputError(say("{}: year {} is not in the file ({} to {})", path(), calendar, years.front(), years.back()));
    return static_cast<std::size_t>(at - years.begin());
}

bool ForecastFile::has(const std::string& measure) const { return in_->has(measure); }

std::vector<std::string> ForecastFile::measures() const
{
    std::vector<std::string> out;
    for (const Measure& m : hearth::measures())
        if (has(std::string(m.name))) out.emplace_back(m.name);
    return out;
}

ForecastFile::Variable ForecastFile::read(const std::string& folder, const std::string& measure, std::size_t n) const
{
    const std::string name = folder + measure;
    if (!in_->has(name)) throw InputError(say("{}: measure \"{}\" is not in the file{}", path(), measure, nearest_words(measure, measures())));
    if (in_->shape(name) != std::vector<std::uint64_t>{scenarios.size(), years.size(), groups.size(), n})
        throw InputError(say("{}: {} must have dimensions scenario, year, group, draw", path(), name));
    return {measure, in_->text_attribute(name, "units"), in_->text_attribute(name, "long_name"), in_->numbers(name), years.size(), groups.size(), n};
}

ForecastFile::Variable ForecastFile::variable(const std::string& measure) const { return read("", measure, static_cast<std::size_t>(draws)); }

ForecastFile::Variable ForecastFile::companion(const std::string& measure, Kind kind) const
{
    return read(kind == Kind::same_path ? "same_path/" : "other_path/", measure, companions.size());
}

std::vector<double> ForecastFile::Variable::draws_of(std::size_t s, std::size_t y, std::size_t g) const
{
    const auto from = values.begin() + static_cast<std::ptrdiff_t>(((s * years + y) * groups + g) * draws);
    return {from, from + static_cast<std::ptrdiff_t>(draws)};
}

const std::vector<double>& ForecastFile::cached(const std::string& name) const
{
    auto at = cache_.find(name);
    if (at == cache_.end()) {
        if (!in_->has(name)) throw InputError(say("{}: {} is not in the file", path(), name));
        at = cache_.emplace(name, in_->numbers(name)).first;
    }
    return at->second;
}

ForecastFile::Summed ForecastFile::moment(const std::string& measure, std::size_t s, std::size_t y, std::size_t g) const
{
    const std::size_t Y = years.size(), G = summed_groups.size();
    const double n = cached("moments/" + measure + "_number")[y * G + g];
    const double square = cached("moments/" + measure + "_comoment")[(Moments::pair(s, s, scenarios.size()) * Y + y) * G + g];
    return {n, cached("moments/" + measure + "_mean")[(s * Y + y) * G + g], n > 1 ? square / (n - 1) : std::numeric_limits<double>::quiet_NaN()};
}

ForecastFile::Summed ForecastFile::moment_of_difference(const std::string& measure, std::size_t a, std::size_t b, std::size_t y, std::size_t g) const
{
    const Summed x = moment(measure, a, y, g), z = moment(measure, b, y, g);
    const std::size_t Y = years.size(), G = summed_groups.size();
    const double cross = cached("moments/" + measure + "_comoment")[(Moments::pair(std::min(a, b), std::max(a, b), scenarios.size()) * Y + y) * G + g] / (x.number - 1);
    return {x.number, x.mean - z.mean, std::max(0.0, x.variance + z.variance - 2.0 * cross)};
}

Eigen::MatrixXd ForecastFile::standard() const
{
    if (parameters.empty()) return Eigen::MatrixXd(0, draws);
    const std::vector<double> v = in_->numbers("parameters/standard");
    return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(v.data(), static_cast<Eigen::Index>(parameters.size()), draws);
}

Eigen::MatrixXd ForecastFile::posterior_standard() const
{
    if (parameters.empty()) return {};
    const std::vector<double> v = in_->numbers("parameters/posterior_standard");
    const auto d = static_cast<Eigen::Index>(parameters.size());
    return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(v.data(), d, static_cast<Eigen::Index>(v.size()) / d);
}

Eigen::MatrixXd ForecastFile::path_of(const std::string& what) const
{
    if (!in_->has("outlook/" + what)) return Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(years.size()), draws);
    const std::vector<double> v = in_->numbers("outlook/" + what);
    return Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(v.data(), static_cast<Eigen::Index>(years.size()), draws);
}

namespace {

// The draws of a kind as they stood in the journal.
void take_up_draws(const ForecastFile& file, const Layout& layout, Kind kind, const std::vector<int>& which, Progress& progress)
{
    std::vector<std::vector<double>> kept(which.size(), std::vector<double>(layout.size(layout.kept)));
    for (std::size_t c = 0; c < layout.kept.size();) {
        const std::size_t measure = layout.kept[c].measure;
        const std::string name(hearth::measures()[measure].name);
        const ForecastFile::Variable v = kind == Kind::draw ? file.variable(name) : file.companion(name, kind);
        for (; c < layout.kept.size() && layout.kept[c].measure == measure; ++c)
            for (std::size_t s = 0; s < layout.scenarios.size(); ++s)
                for (std::size_t y = 0; y < layout.years.size(); ++y)
                    for (std::size_t d = 0; d < which.size(); ++d) kept[d][layout.at(c, s, y)] = v.at(s, y, layout.kept[c].group, d);
    }
    for (std::size_t d = 0; d < which.size(); ++d) progress.restore(which[d], kind, kept[d]);
}

} // namespace

void check_take_up(const std::string& path, const std::string& identity, int draws)
{
    const ForecastFile file(path);
    if (file.record.at("identity") != identity)
        throw InputError(say("{}: is another forecast (input, posterior, scenarios, settings or program differ): it cannot be given more draws", path));
    if (file.draws > draws) throw InputError(say("{}: has {} draws already; --draws {} would take some away", path, file.draws, draws));
}

void take_up(const std::string& path, const Simulator& simulator, Progress& progress)
{
    const ForecastFile file(path);
    const Layout& layout = simulator.layout();
    Moments moments(layout);
    moments.draws = file.draws;
    const store::Source in(path);
    const std::size_t S = layout.scenarios.size(), Y = layout.years.size(), G = layout.summed_groups.size(), P = moments.pairs();
    for (std::size_t c = 0; c < layout.summed.size();) {
        const std::size_t measure = layout.summed[c].measure;
        const std::string name = "moments/" + std::string(hearth::measures()[measure].name);
        const std::vector<double> number = in.numbers(name + "_number"), mean = in.numbers(name + "_mean"), comoment = in.numbers(name + "_comoment");
        for (; c < layout.summed.size() && layout.summed[c].measure == measure; ++c)
            for (std::size_t y = 0; y < Y; ++y) {
                const std::size_t g = layout.summed[c].group;
                moments.number[c * Y + y] = number[y * G + g];
                for (std::size_t s = 0; s < S; ++s) moments.mean[(c * S + s) * Y + y] = mean[(s * Y + y) * G + g];
                for (std::size_t p = 0; p < P; ++p) moments.comoment[(c * P + p) * Y + y] = comoment[(p * Y + y) * G + g];
            }
    }
    std::vector<int> all(static_cast<std::size_t>(file.draws));
    for (std::size_t d = 0; d < all.size(); ++d) all[d] = static_cast<int>(d);
    take_up_draws(file, layout, Kind::draw, all, progress);
    take_up_draws(file, layout, Kind::same_path, file.companions, progress);
    take_up_draws(file, layout, Kind::other_path, file.companions, progress);
    progress.restore(moments.packed());
}

} // namespace hearth::forecast
