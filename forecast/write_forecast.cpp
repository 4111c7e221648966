#include <cmath>
#include <limits>

#include "forecast/forecast_file.hpp"
#include "forecast/psa.hpp"
#include "store/atomic_file.hpp"

namespace hearth::forecast {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct Writing {
    store::Writer& out;
    const Simulator& simulator;
    const Progress& progress;
    const Layout& layout;
    int draws;

    // First and number of cells of a measure.
    static std::pair<std::size_t, std::size_t> cells_of(const std::vector<Layout::Cell>& cells, std::size_t measure)
    {
        std::size_t first = 0, n = 0;
        for (std::size_t c = 0; c < cells.size(); ++c)
            if (cells[c].measure == measure && n++ == 0) first = c;
        return {first, n};
    }

    static store::Attributes named(const Measure& m)
    {
        return {{"units", std::string(m.unit)}, {"long_name", std::string(m.long_name)}, {"long_name_zh", std::string(m.long_name_zh)},
                {"source", "hearth: " + std::string(m.definition)}};
    }

    void kept(const std::string& folder, const std::string& dimension, Kind kind, const std::vector<int>& which) const
    {
        const std::size_t S = layout.scenarios.size(), Y = layout.years.size(), G = layout.kept_groups.size(), D = which.size();
        for (std::size_t m = 0; m < measures().size(); ++m) {
            const auto [first, n] = cells_of(layout.kept, m);
            if (n == 0) continue;
            std::vector<double> values(S * Y * G * D, nothing);
            for (std::size_t d = 0; d < D; ++d) {
                const std::vector<double> part = progress.cells(which[d], kind, first, n);
                for (std::size_t c = 0; c < n; ++c)
                    for (std::size_t s = 0; s < S; ++s)
                        for (std::size_t y = 0; y < Y; ++y)
                            values[((s * Y + y) * G + layout.kept[first + c].group) * D + d] = part[layout.at(c, s, y)];
            }
            out.variable(folder + std::string(measures()[m].name), {"scenario", "year", "group", dimension}, values, named(measures()[m]));
        }
    }

    void companions() const
    {
        std::vector<int> which;
        std::vector<std::int64_t> numbers;
        for (int d = 0; d < draws; d += companion_every) {
            which.push_back(d);
            numbers.push_back(d);
        }
        for (const auto& [folder, kind, what] : {std::tuple{"same_path", Kind::same_path, "the same parameters and systemic path, other households' luck"},
                                                 std::tuple{"other_path", Kind::other_path, "the same parameters, another systemic path and other households' luck"}}) {
            const std::string at = folder;
            out.group(at);
            out.attribute(at, "long_name", what);
            out.dimension(at + "/companion", numbers, {{"long_name", "draw it accompanies"}, {"long_name_zh", "对应的模拟次数"}});
            kept(at + "/", at + "/companion", kind, which);
        }
    }

    void moments() const
    {
        const Moments& m = progress.moments();
        const std::size_t S = layout.scenarios.size(), Y = layout.years.size(), G = layout.summed_groups.size(), P = m.pairs();
        out.group("moments");
        out.attribute("moments", "long_name", "over draws, of groups that are not kept by draw: number of draws in which all scenarios tell the cell, means, "
                                              "sums of products of deviations");
        out.dimension("moments/moment_group", layout.summed_groups, {{"long_name", "group"}, {"long_name_zh", "分组"}});
        std::vector<std::string> pairs;
        for (std::size_t a = 0; a < S; ++a)
            for (std::size_t b = a; b < S; ++b) pairs.push_back(layout.scenarios[a] + " | " + layout.scenarios[b]);
        out.dimension("moments/pair", pairs, {{"long_name", "pair of scenarios"}, {"long_name_zh", "情景对"}});
        for (std::size_t at = 0; at < measures().size(); ++at) {
            const auto [first, n] = cells_of(layout.summed, at);
            if (n == 0) continue;
            std::vector<double> number(Y * G, nothing), mean(S * Y * G, nothing), comoment(P * Y * G, nothing);
            for (std::size_t c = first; c < first + n; ++c)
                for (std::size_t y = 0; y < Y; ++y) {
                    const std::size_t g = layout.summed[c].group;
                    number[y * G + g] = m.number[c * Y + y];
                    for (std::size_t s = 0; s < S; ++s) mean[(s * Y + y) * G + g] = m.mean[(c * S + s) * Y + y];
                    for (std::size_t p = 0; p < P; ++p) comoment[(p * Y + y) * G + g] = m.comoment[(c * P + p) * Y + y];
                }
            const std::string name = "moments/" + std::string(measures()[at].name);
            out.variable(name + "_number", {"year", "moments/moment_group"}, number, {{"units", "draws"}, {"long_name", "draws that tell it"}, {"long_name_zh", "有效模拟次数"}});
            out.variable(name + "_mean", {"scenario", "year", "moments/moment_group"}, mean, named(measures()[at]));
            out.variable(name + "_comoment", {"moments/pair", "year", "moments/moment_group"}, comoment,
                         {{"units", "(" + std::string(measures()[at].unit) + ")^2"}, {"long_name", "sum of products of deviations from the means"}, {"long_name_zh", "离差乘积和"}});
        }
    }

    void parameters() const
    {
        const std::vector<std::string> paths = simulator.parameter_paths();
        if (paths.empty()) return;
        const auto D = static_cast<std::size_t>(draws);
        std::vector<double> natural(paths.size() * D), standard(paths.size() * D);
        for (std::size_t d = 0; d < D; ++d) {
            const VectorXd a = simulator.natural(static_cast<int>(d)), b = simulator.standard(static_cast<int>(d));
            for (std::size_t k = 0; k < paths.size(); ++k) {
                natural[k * D + d] = a(static_cast<Eigen::Index>(k));
                standard[k * D + d] = b(static_cast<Eigen::Index>(k));
            }
        }
        const Eigen::MatrixXd all = simulator.posterior_standard();
        std::vector<double> posterior;
        for (Eigen::Index k = 0; k < all.rows(); ++k)
            for (Eigen::Index j = 0; j < all.cols(); ++j) posterior.push_back(all(k, j));
        std::vector<std::int64_t> numbers(static_cast<std::size_t>(all.cols()));
        for (std::size_t j = 0; j < numbers.size(); ++j) numbers[j] = static_cast<std::int64_t>(j);
        out.group("parameters");
        out.dimension("parameters/parameter", paths, {{"long_name", "fitted parameter"}, {"long_name_zh", "参数"}});
        out.dimension("parameters/posterior_draw", numbers, {{"long_name", "draw of the posterior"}, {"long_name_zh", "后验抽样"}});
        out.variable("parameters/natural", {"parameters/parameter", "draw"}, natural, {{"units", "see the input's table priors"}, {"long_name", "value"}, {"long_name_zh", "取值"}});
        out.variable("parameters/standard", {"parameters/parameter", "draw"}, standard,
                     {{"units", "1"}, {"long_name", "value as its prior sees it, standard normal"}, {"long_name_zh", "先验标准正态值"}});
        out.variable("parameters/posterior_standard", {"parameters/parameter", "parameters/posterior_draw"}, posterior,
                     {{"units", "1"}, {"long_name", "the whole posterior, standard normal under the prior"}, {"long_name_zh", "全部后验抽样"}});
    }

    void paths() const
    {
        if (!simulator.has_outlook()) return;
        const auto D = static_cast<std::size_t>(draws);
        const std::size_t Y = layout.years.size();
        std::vector<double> price(Y * D), income(Y * D), incidence(Y * D);
        for (std::size_t d = 0; d < D; ++d) {
            const SystemicPath path = simulator.path(static_cast<int>(d));
            for (std::size_t y = 0; y < Y; ++y) {
                price[y * D + d] = path.price[y];
                income[y * D + d] = path.income[y];
                incidence[y * D + d] = path.incidence[y];
            }
        }
        out.group("outlook");
        out.attribute("outlook", "long_name", "systemic path of each draw: factors on the input's series");
        for (const auto& [name, values, zh] : {std::tuple{"price", &price, "医疗价格"}, std::tuple{"income", &income, "收入"}, std::tuple{"incidence", &incidence, "发病"}})
            out.variable("outlook/" + std::string(name), {"year", "draw"}, *values, {{"units", "ratio to the series"}, {"long_name", name}, {"long_name_zh", zh}});
    }
};

} // namespace

void write_forecast(const std::string& path, const Simulator& simulator, const Progress& progress, int draws, const Record& record)
{
    store::write_atomically(path, [&](const std::string& part) {
        store::Writer out(part);
        const Layout& layout = simulator.layout();
        const Writing w{out, simulator, progress, layout, draws};
        std::vector<std::int64_t> numbers(static_cast<std::size_t>(draws));
        std::vector<int> all(static_cast<std::size_t>(draws));
        for (std::size_t d = 0; d < numbers.size(); ++d) numbers[d] = all[d] = static_cast<int>(d);
        out.dimension("scenario", layout.scenarios, {{"long_name", "scenario"}, {"long_name_zh", "情景"}});
        out.dimension("year", layout.years, {{"long_name", "calendar year"}, {"long_name_zh", "年份"}});
        out.dimension("group", layout.kept_groups, {{"long_name", "group"}, {"long_name_zh", "分组"}});
        out.dimension("draw", numbers, {{"long_name", "draw of parameters, systemic path and luck"}, {"long_name_zh", "模拟次数"}});
        w.kept("", "draw", Kind::draw, all);
        w.companions();
        w.moments();
        w.parameters();
        w.paths();
        write_psa(out, simulator, progress, draws);
        for (const auto& [name, text] : record.words) out.attribute("/", name, text);
        for (const auto& [name, value] : record.numbers) out.attribute("/", name, value);
        out.attribute("/", "complete", std::int64_t{1});
        out.close();
    });
}

} // namespace hearth::forecast
