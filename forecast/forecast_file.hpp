// forecast.h5: a results file (draws of `all`, layers, levels and funds), with the draws' parameters and paths, the
// companions that split the variance, and moments of every other group. Layout: docs/formats/forecast.md.
#pragma once

#include <memory>

#include "forecast/forecast.hpp"
#include "store/hdf5.hpp"

namespace hearth::forecast {

struct Record {
    std::map<std::string, std::string> words;
    std::map<std::string, std::int64_t> numbers;
};

//! Writes atomically, a variable at a time; the same forecast gives the same bytes.
void write_forecast(const std::string& path, const Simulator& simulator, const Progress& progress, int draws, const Record& record);

//! InputError where a finished forecast cannot go on to so many draws: it is of another one, or has more.
void check_take_up(const std::string& path, const std::string& identity, int draws);
//! Fills an empty progress from a finished forecast that is to go on.
void take_up(const std::string& path, const Simulator& simulator, Progress& progress);

//! A finished forecast, read a variable at a time.
class ForecastFile {
public:
    //! InputError where the file is no forecast or not whole.
    explicit ForecastFile(const std::string& path);

    std::vector<std::string> scenarios, groups, summed_groups, parameters;
    std::vector<std::int64_t> years;
    int draws = 0;
    std::vector<int> companions;  //!< draws that have them
    double share = 1.0;           //!< of the population that was simulated
    double persons = 0.0;         //!< of the input
    std::map<std::string, std::string> record;

    bool has(const std::string& measure) const;
    std::vector<std::string> measures() const;
    const std::string& path() const;
    std::size_t scenario(const std::string& name) const; //!< InputError with the nearest name
    std::size_t group(const std::string& name) const;    //!< the same
    std::size_t year(std::int64_t calendar) const;       //!< the same

    //! scenario x year x group x draw (or companion).
    struct Variable {
        std::string name, unit, long_name;
        std::vector<double> values;
        std::size_t years = 0, groups = 0, draws = 0;
        double at(std::size_t s, std::size_t y, std::size_t g, std::size_t d) const { return values[((s * years + y) * groups + g) * draws + d]; }
        std::vector<double> draws_of(std::size_t s, std::size_t y, std::size_t g) const;
    };
    Variable variable(const std::string& measure) const;
    Variable companion(const std::string& measure, Kind kind) const;
    //! Moments of a group that is not kept by draw.
    struct Summed {
        double number, mean, variance;
    };
    Summed moment(const std::string& measure, std::size_t scenario, std::size_t year, std::size_t summed_group) const;
    //! Mean and variance of the difference of two scenarios.
    Summed moment_of_difference(const std::string& measure, std::size_t a, std::size_t b, std::size_t year, std::size_t summed_group) const;
    //! Standard normal parameters, parameters x draws; and of the whole posterior.
    Eigen::MatrixXd standard() const;
    Eigen::MatrixXd posterior_standard() const;
    //! Factors of a path (price, income, incidence), year x draw.
    Eigen::MatrixXd path_of(const std::string& what) const;

private:
    Variable read(const std::string& folder, const std::string& measure, std::size_t draws) const;
    const std::vector<double>& cached(const std::string& name) const;
    std::unique_ptr<store::Source> in_;
    mutable std::map<std::string, std::vector<double>> cache_; //!< moments
};

} // namespace hearth::forecast
