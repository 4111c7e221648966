#include "forecast/psa.hpp"

#include <algorithm>

namespace hearth::forecast {

namespace {

std::size_t cell_of(const Layout& layout, std::string_view measure)
{
    for (std::size_t c = 0; c < layout.kept.size(); ++c)
        if (hearth::measures()[layout.kept[c].measure].name == measure && layout.kept_groups[layout.kept[c].group] == "all") return c;
    return layout.kept.size();
}

} // namespace

void write_psa(store::Writer& out, const Simulator& simulator, const Progress& progress, int draws)
{
    const Layout& layout = simulator.layout();
    const std::size_t S = layout.scenarios.size(), Y = layout.years.size(), D = static_cast<std::size_t>(draws);
    const int from = simulator.unsure_from();
    const char* effect = simulator.settings().twin ? effect_measure : effect_without_twin;
    const std::size_t effect_cell = cell_of(layout, effect), cost_cell = cell_of(layout, cost_measure);
    std::vector<double> effects(S * D, 0.0), costs(S * D, 0.0);
    std::vector<std::int64_t> years;
    for (const std::int64_t y : layout.years)
        if (y >= from) years.push_back(y);
    for (std::size_t d = 0; d < D; ++d) {
        const std::vector<double> e = progress.cells(static_cast<int>(d), Kind::draw, effect_cell, 1), c = progress.cells(static_cast<int>(d), Kind::draw, cost_cell, 1);
        for (std::size_t s = 0; s < S; ++s)
            for (std::size_t y = 0; y < Y; ++y) {
                if (layout.years[y] < from) continue;
                effects[s * D + d] -= e[s * Y + y];
                costs[s * D + d] += c[s * Y + y];
            }
    }
    out.group("psa");
    out.attribute("psa", "long_name", "probabilistic sensitivity analysis: sums over the years of psa/year");
    out.dimension("psa/year", years, {{"long_name", "calendar year"}, {"long_name_zh", "年份"}});
    out.variable("psa/effect", {"scenario", "draw"}, effects,
                 {{"units", "person-years"}, {"long_name", std::string("minus ") + effect}, {"long_name_zh", "免于因病致贫的人年（负值）"}});
    out.variable("psa/cost", {"scenario", "draw"}, costs, {{"units", "yuan"}, {"long_name", cost_measure}, {"long_name_zh", "各级政府支付"}});
}

} // namespace hearth::forecast
