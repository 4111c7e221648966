// What a results file says, as a report tells it: quantities by scenario and year with their spread, and paired
// differences. Of a run these are the numbers of `hearth table` and `hearth compare`; of a forecast those of `hearth fan`,
// that is of the whole population, with as much luck of the sample taken out as companions are sure of.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "forecast/forecast_file.hpp"
#include "forecast/variance.hpp"
#include "output/results.hpp"

namespace hearth::report {

//! Draws as they were lived, or a forecast's companions (same path, other path).
enum class Lived { draws, same, other };

//! Something told by scenario, year and draw; NaN where it does not apply.
struct Quantity {
    std::string id;          //!< measure's name; "" if made here
    std::string label, unit; //!< label in the language spoken; unit as in the file
    std::string group;       //!< of the file; "" if made of several
    std::function<double(Lived lived, std::size_t scenario, std::size_t year, std::size_t draw)> at; //!< none where moments alone are kept
    std::optional<std::size_t> summed{}; //!< group of a forecast of which moments alone are kept
    std::vector<Quantity> parts{};       //!< that it is made of; none of a quantity of the file
};

//! A paired difference.
struct Apart {
    Summary summary;
    std::vector<double> lived; //!< as the draws were lived; signs are counted of these. Empty where moments alone are kept
};

class Evidence {
public:
    //! \param base scenario the others are compared with; "" = the first. InputError where it is not in the file, or the
    //! file holds no scenario, year, group or draw.
    //! \param disclosure cells of small groups, and what would give them away, are NaN
    Evidence(Results results, std::unique_ptr<forecast::ForecastFile> forecast, const std::string& base, bool disclosure = false);

    const Results& r() const { return results_; }
    const forecast::ForecastFile* forecast() const { return forecast_.get(); }
    std::size_t base() const { return base_; }
    std::size_t scenarios() const { return results_.scenarios.size(); }
    std::size_t years() const { return results_.years.size(); }
    //! Years that means are over: all of a run, the unsure ones of a forecast.
    const std::vector<std::size_t>& period() const { return period_; }

    //! None where the file lacks the measure or group, or holds no number for it.
    std::optional<Quantity> quantity(std::string_view measure, std::string_view group = "all") const;
    //! Groups of a dimension, such as `level:`, in the file's order.
    std::vector<std::string> groups_of(std::string_view dimension) const;
    //! Sum over groups; none where the file holds no number for any.
    std::optional<Quantity> sum_over(std::string_view measure, const std::vector<std::string>& groups, const std::string& label) const;
    //! Payments by all levels of government; out-of-pocket payments of everybody (yuan).
    std::optional<Quantity> government_spending() const;
    std::optional<Quantity> out_of_pocket() const;
    //! Of each fund what it bears: claims, administration, programmes, contracts (yuan), labelled by fund.
    std::vector<Quantity> fund_outgo() const;
    //! A measure of the file by dimension, labelled by group.
    std::vector<Quantity> by_dimension(std::string_view measure, std::string_view dimension) const;

    Summary in_year(const Quantity& q, std::size_t scenario, std::size_t year) const;
    Summary mean(const Quantity& q, std::size_t scenario) const;
    //! Of the means over the period, or of one year.
    Apart apart(const Quantity& q, std::size_t scenario, std::optional<std::size_t> year = {}) const;
    //! Draws of the mean over the period, as they were lived.
    std::vector<double> lived_mean(const Quantity& q, std::size_t scenario) const;

private:
    //! Whether a cell may not be shown. \param year -1 = mean over years
    bool hidden(const Quantity& q, std::size_t scenario, int year) const;
    using Value = std::function<double(Lived lived, std::size_t draw)>;
    std::vector<double> lived(const Value& value, Lived which) const;
    std::vector<double> population(const Value& value, double* lived_error) const;
    Summary summary_of(const Value& value) const;
    Summary summed(const Quantity& q, std::size_t scenario, const std::vector<std::size_t>& years, bool difference) const;
    double mean_of_draw(const Quantity& q, Lived lived, std::size_t scenario, std::size_t draw) const;
    const forecast::ForecastFile::Variable& companion(const std::string& measure, Lived lived) const;

    Results results_;
    std::unique_ptr<forecast::ForecastFile> forecast_;
    std::size_t base_ = 0;
    bool disclosure_ = false;
    std::vector<std::size_t> period_;
    mutable std::map<std::pair<std::string, Lived>, forecast::ForecastFile::Variable> companions_;
};

//! The measure told by channel of illness, in persons where it is; "" where the file has no numbers of it.
std::string channel_measure(const Evidence& e);
double largest_of(const std::vector<Summary>& all);
//! The sum of several quantities of one unit.
Quantity together(const std::vector<Quantity>& parts, const std::string& label);

} // namespace hearth::report
