#include "forecast/moments.hpp"

#include <cmath>
#include <cstring>

#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth::forecast {

Moments::Moments(const Layout& layout) : scenarios(layout.scenarios.size()), years(layout.years.size()), cells(layout.summed.size())
{
    number.assign(cells * years, 0.0);
    mean.assign(cells * scenarios * years, 0.0);
    comoment.assign(cells * pairs() * years, 0.0);
}

std::size_t Moments::pair(std::size_t a, std::size_t b, std::size_t scenarios)
{
    return a * scenarios - a * (a + 1) / 2 + b;
}

// Welford's recurrence (1962), for pairs.
void Moments::fold(const std::vector<double>& summed)
{
    ++draws;
    std::vector<double> before(scenarios), after(scenarios);
    for (std::size_t c = 0; c < cells; ++c)
        for (std::size_t y = 0; y < years; ++y) {
            const auto value = [&](std::size_t s) { return summed[(c * scenarios + s) * years + y]; };
            bool told = true;
            for (std::size_t s = 0; s < scenarios; ++s) told = told && std::isfinite(value(s));
            if (!told) continue;
            const double n = ++number[c * years + y];
            for (std::size_t s = 0; s < scenarios; ++s) {
                double& m = mean[(c * scenarios + s) * years + y];
                before[s] = value(s) - m;
                m += before[s] / n;
                after[s] = value(s) - m;
            }
            for (std::size_t a = 0; a < scenarios; ++a)
                for (std::size_t b = a; b < scenarios; ++b)
                    comoment[(c * pairs() + pair(a, b, scenarios)) * years + y] += before[a] * after[b];
        }
}

std::string Moments::packed() const
{
    std::string out(sizeof(std::int64_t), '\0');
    const std::int64_t n = draws;
    std::memcpy(out.data(), &n, sizeof n);
    for (const auto* part : {&number, &mean, &comoment})
        out.append(reinterpret_cast<const char*>(part->data()), part->size() * sizeof(double));
    return out;
}

void Moments::unpack(const std::string& bytes, const std::string& file)
{
    if (bytes.size() != sizeof(std::int64_t) + (number.size() + mean.size() + comoment.size()) * sizeof(double))
        throw InputError(say("{}: is of another forecast", file));
    std::int64_t n = 0;
    std::memcpy(&n, bytes.data(), sizeof n);
    draws = static_cast<int>(n);
    const char* from = bytes.data() + sizeof n;
    for (auto* part : {&number, &mean, &comoment}) {
        std::memcpy(part->data(), from, part->size() * sizeof(double));
        from += part->size() * sizeof(double);
    }
}

} // namespace hearth::forecast
