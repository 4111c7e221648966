// Means and co-moments across scenarios of cells that are not kept by draw: exact, one draw after the other, so
// that a forecast that goes on has the bits of one that never stopped.
#pragma once

#include "forecast/simulator.hpp"

namespace hearth::forecast {

struct Moments {
    int draws = 0;                 //!< folded in, in order
    std::size_t scenarios = 0, years = 0, cells = 0;
    std::vector<double> number;    //!< draws in which every scenario tells the cell: cell x year
    std::vector<double> mean;      //!< cell x scenario x year
    std::vector<double> comoment;  //!< sum of products of deviations: cell x pair x year; pairs (0,0) (0,1) ... (1,1) ...

    explicit Moments(const Layout& layout);
    std::size_t pairs() const { return scenarios * (scenarios + 1) / 2; }
    static std::size_t pair(std::size_t a, std::size_t b, std::size_t scenarios); //!< a <= b
    void fold(const std::vector<double>& summed);

    std::string packed() const;
    //! InputError where the bytes are of another layout.
    void unpack(const std::string& bytes, const std::string& file);
};

} // namespace hearth::forecast
