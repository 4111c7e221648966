// What moves a fund: least squares on standardised parameters and on the systemic path.
#include <cmath>
#include <limits>

#include "forecast/fund_sizing.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

struct Design {
    std::vector<std::string> names;
    Eigen::MatrixXd columns; //!< draws x drivers, mean 0 and variance 1
    std::vector<double> spread; //!< sd before
};

void add_column(Design& design, const std::string& name, Eigen::VectorXd x)
{
    x.array() -= x.mean();
    const double sd = std::sqrt(x.squaredNorm() / static_cast<double>(x.size() - 1));
    if (!(sd > 1e-12)) return;
    design.columns.conservativeResize(x.size(), design.columns.cols() + 1);
    design.columns.col(design.columns.cols() - 1) = x / sd;
    design.names.push_back(name);
    design.spread.push_back(sd);
}

Design design_of(const ForecastFile& file)
{
    Design design;
    design.columns.resize(file.draws, 0);
    const Eigen::MatrixXd standard = file.standard();
    for (Eigen::Index k = 0; k < standard.rows(); ++k) add_column(design, file.parameters[static_cast<std::size_t>(k)], standard.row(k).transpose());
    const int from = std::stoi(file.record.at("unsure_from"));
    for (const char* what : {"price", "income", "incidence"}) {
        const Eigen::MatrixXd path = file.path_of(what);
        Eigen::VectorXd growth = Eigen::VectorXd::Zero(file.draws); // mean yearly deviation of growth to the last year
        const Eigen::Index last = path.rows() - 1;
        for (Eigen::Index d = 0; d < growth.size(); ++d) growth(d) = std::log(path(last, d)) / (file.years.back() - from + 1);
        add_column(design, std::string("growth of ") + what, growth);
    }
    return design;
}

} // namespace

std::vector<SizingRow> driver_rows(const ForecastFile& file, const Account& a)
{
    std::vector<SizingRow> out;
    const Design design = design_of(file);
    const Eigen::Index n = design.columns.rows(), k = design.columns.cols();
    if (k == 0 || n < 2 * (k + 1)) return out;
    Eigen::VectorXd total = Eigen::VectorXd::Zero(n);
    for (const auto& year : a.lived)
        for (Eigen::Index d = 0; d < n; ++d) total(d) += year[static_cast<std::size_t>(d)];
    const double mean = total.mean();
    Eigen::MatrixXd h(n, k + 1);
    h << Eigen::VectorXd::Ones(n), design.columns;
    const Eigen::VectorXd slope = h.colPivHouseholderQr().solve(total);
    const double left = (total - h * slope).squaredNorm() / static_cast<double>(n - k - 1);
    const double variance = (total.array() - mean).square().sum() / static_cast<double>(n - 1);
    const Eigen::MatrixXd inverse = (h.transpose() * h).inverse();
    for (Eigen::Index j = 0; j < k; ++j) {
        const double b = slope(j + 1), error = std::sqrt(left * inverse(j + 1, j + 1));
        const std::string& name = design.names[static_cast<std::size_t>(j)];
        out.push_back({a.scenario, a.group, "horizon", "per_sd_of " + name, word("yuan"), b, b - 1.96 * error, b + 1.96 * error, error, static_cast<int>(n)});
        if (!name.starts_with("growth of ")) continue;
        const double point = 0.01 / design.spread[static_cast<std::size_t>(j)];
        out.push_back({a.scenario, a.group, "horizon", "per_point_of " + name, word("yuan per 1 % a year"), b * point, (b - 1.96 * error) * point, (b + 1.96 * error) * point, error * point,
                       static_cast<int>(n)});
    }
    out.push_back({a.scenario, a.group, "horizon", "share_explained", "1", variance > 0.0 ? 1.0 - left / variance : nothing, nothing, nothing, nothing, static_cast<int>(n)});
    return out;
}

} // namespace hearth::forecast
