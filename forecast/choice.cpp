#include "forecast/choice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/error.hpp"
#include "store/hdf5.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

using Eigen::MatrixXd;

// draws x scenarios
MatrixXd psa_of(const store::Source& in, const std::string& name, const ForecastFile& file)
{
    const std::vector<double> v = in.numbers("psa/" + name);
    return Eigen::Map<const MatrixXd>(v.data(), file.draws, static_cast<Eigen::Index>(file.scenarios.size()));
}

double error_of_mean(const Eigen::VectorXd& x)
{
    return std::sqrt((x.array() - x.mean()).square().sum() / static_cast<double>(x.size() - 1) / static_cast<double>(x.size()));
}

std::vector<ChoiceRow> rows_of(const ForecastFile& file, const MatrixXd& effect, const MatrixXd& cost, const MatrixXd& benefit)
{
    std::vector<double> best(file.scenarios.size(), 0.0);
    for (Eigen::Index d = 0; d < benefit.rows(); ++d) {
        Eigen::Index at = 0;
        benefit.row(d).maxCoeff(&at);
        best[static_cast<std::size_t>(at)] += 1.0 / static_cast<double>(benefit.rows());
    }
    std::vector<ChoiceRow> rows;
    for (Eigen::Index s = 0; s < benefit.cols(); ++s) {
        const double e = effect.col(s).mean(), c = cost.col(s).mean();
        rows.push_back({file.scenarios[static_cast<std::size_t>(s)], e, error_of_mean(effect.col(s)), c, error_of_mean(cost.col(s)),
                        e > 0.0 && c > 0.0 ? c / e : std::numeric_limits<double>::quiet_NaN(), benefit.col(s).mean(), best[static_cast<std::size_t>(s)]});
    }
    return rows;
}

MatrixXd columns_of(const ForecastFile& file, const MatrixXd& parameters, const std::vector<std::string>& paths)
{
    MatrixXd out(parameters.rows(), static_cast<Eigen::Index>(paths.size()));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto at = std::find(file.parameters.begin(), file.parameters.end(), paths[i]);
        if (at == file.parameters.end()) throw InputError(say("{}: parameter \"{}\" is not in the file{}", file.path(), paths[i], nearest_words(paths[i], file.parameters)));
        out.col(static_cast<Eigen::Index>(i)) = parameters.col(at - file.parameters.begin());
    }
    return out;
}

} // namespace

Choice choice_at(const ForecastFile& file, const std::string& base, double worth, const std::map<std::string, std::vector<std::string>>& groups)
{
    const store::Source in(file.path());
    const std::size_t b = file.scenario(base);
    MatrixXd effect = psa_of(in, "effect", file), cost = psa_of(in, "cost", file);
    const Eigen::VectorXd effect_base = effect.col(static_cast<Eigen::Index>(b)), cost_base = cost.col(static_cast<Eigen::Index>(b));
    effect.colwise() -= effect_base;
    cost.colwise() -= cost_base;
    const MatrixXd benefit = worth * effect - cost;
    Choice out{rows_of(file, effect, cost, benefit), {{word("everything"), inference::value_of_perfect_information(benefit)}}, {}};
    for (const double y : in.numbers("psa/year")) out.years.push_back(static_cast<std::int64_t>(y));
    const MatrixXd parameters = file.standard().transpose();
    if (parameters.cols() > 0) {
        out.information.push_back({word("all parameters"), inference::value_of_partial_information(benefit, parameters)});
        for (std::size_t k = 0; k < file.parameters.size(); ++k)
            out.information.push_back({file.parameters[k], inference::value_of_partial_information(benefit, parameters.col(static_cast<Eigen::Index>(k)))});
    }
    for (const auto& [name, paths] : groups) out.information.push_back({name, inference::value_of_partial_information(benefit, columns_of(file, parameters, paths))});
    MatrixXd path(file.draws, 3);
    const char* names[] = {"price", "income", "incidence"};
    for (Eigen::Index i = 0; i < 3; ++i) path.col(i) = file.path_of(names[i]).array().log().colwise().mean().transpose();
    out.information.push_back({word("systemic path"), inference::value_of_partial_information(benefit, path)});
    return out;
}

} // namespace hearth::forecast
