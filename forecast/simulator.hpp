// One draw of a forecast: parameters from a posterior, a systemic path, households' luck; all scenarios at once.
#pragma once

#include <optional>

#include "calibration/outlook.hpp"
#include "calibration/fit_tables.hpp"
#include "calibration/world_builder.hpp"
#include "fit/posterior_file.hpp"
#include "output/results.hpp"

namespace hearth::forecast {

using Eigen::VectorXd;

//! Sources of uncertainty that differ between draws; one that does not is the first draw's (parameters: their means).
struct Vary {
    bool parameters = true, systemic = true, household = true;
};

struct Settings {
    int years = 10;
    int draws = 200;
    std::uint64_t seed = 1;
    int first_draw = 0; //!< of the posterior
    double share = 1.0; //!< of the population that is simulated
    bool twin = true;
    bool moments = true; //!< of groups that are not kept by draw
    Vary vary;
    int threads = 0; //!< 0 = all
};

//! A draw proper, or one of its companions: with other households' luck on the same path, or on another path.
//! Companions share the draw's parameters; they split the variance.
enum class Kind : std::uint8_t { draw = 0, same_path = 1, other_path = 2 };
//! Every fifth draw has companions.
inline constexpr int companion_every = 5;

//! Cells of a run's results: those kept by draw (`all`, layers, levels, funds) and those of which moments are kept.
struct Layout {
    struct Cell {
        std::size_t measure, group; //!< into `measures()`, and into `groups` below
    };
    std::vector<std::string> scenarios;
    std::vector<std::int64_t> years;
    std::vector<std::string> kept_groups, summed_groups;
    std::vector<Cell> kept, summed; //!< by measure, then group
    std::size_t at(std::size_t cell, std::size_t scenario, std::size_t year) const
    {
        return (cell * scenarios.size() + scenario) * years.size() + year;
    }
    std::size_t size(const std::vector<Cell>& cells) const { return cells.size() * scenarios.size() * years.size(); }
};

//! Values of one draw, by cell, scenario, year.
struct Lived {
    std::vector<double> kept, summed;
};

class Simulator {
public:
    //! InputError where a scenario does not fit the input, or the posterior is of another input.
    Simulator(Tables tables, std::vector<Scenario> scenarios, std::optional<fit::Posterior> posterior, std::string posterior_path, Settings settings);

    //! Thread-safe, on one thread.
    Lived live(int draw, Kind kind) const;
    const Layout& layout() const { return layout_; }
    const std::vector<Scenario>& scenarios() const { return scenarios_; }
    const Settings& settings() const { return settings_; }
    //! Fitted parameters, natural and standard normal (as their priors see them), by draw; empty without a posterior.
    std::vector<std::string> parameter_paths() const;
    VectorXd natural(int draw) const;
    VectorXd standard(int draw) const;
    //! Standard normal values of every draw of the posterior, parameters x draws.
    Eigen::MatrixXd posterior_standard() const;
    SystemicPath path(int draw) const;
    //! First year of the outlook within the years lived; the base year where there is none.
    int unsure_from() const;
    bool has_outlook() const { return !outlook_.empty(); }
    double persons() const { return persons_; } //!< of the input

private:
    std::uint64_t household_seed(int draw, Kind kind) const;
    std::uint64_t systemic_seed(int draw, Kind kind) const;
    World world_of(int draw, std::uint64_t systemic) const;
    void lay_out();
    Tables tables_;
    std::vector<Scenario> scenarios_;
    std::optional<fit::Posterior> posterior_;
    std::string posterior_path_;
    Settings settings_;
    Outlook outlook_;
    std::vector<FittedParameter> fitted_; //!< in the posterior's order
    Layout layout_;
    std::vector<std::size_t> group_of_kept_, group_of_summed_; //!< by cell: group of the results
    double persons_ = 0.0;
};

//! Draw of the posterior that draw `number` takes: all are taken before one is taken twice, in an order that
//! spreads over the chains and does not depend on how many draws are asked for.
std::size_t posterior_draw(int number, std::size_t draws);

} // namespace hearth::forecast
