// What a forecast has lived so far, on the disk: draws in a journal that only grows, moments saved every fifty draws.
// Killed at any instant, it goes on to the same bytes.
#pragma once

#include <memory>

#include "forecast/moments.hpp"
#include "store/journal.hpp"

namespace hearth::forecast {

//! Draws between two looks at the standard error, and between two savings of the moments.
inline constexpr int block_of_draws = 50;

class Progress {
public:
    //! \param folder of the forecast, made where missing \param identity of input, posterior, scenarios, settings, program
    Progress(std::string folder, const std::string& identity, bool fresh, const Layout& layout);

    bool knows(int draw, Kind kind) const;
    void add(int draw, Kind kind, const Lived& lived);
    //! Folds the next draws into the moments, saves them and drops what is not needed any more.
    void fold_until(int draw);
    const Moments& moments() const { return moments_; }
    //! Values of one cell, by scenario and year, of one draw.
    std::vector<double> cells(int draw, Kind kind, std::size_t first_cell, std::size_t cells) const;
    bool empty() const { return draws_.size() == 0; }
    //! Takes over a finished forecast that is to have more draws.
    void restore(int draw, Kind kind, const std::vector<double>& kept);
    void restore(const std::string& packed_moments);

private:
    static std::uint64_t id_of(int draw, Kind kind) { return static_cast<std::uint64_t>(draw) * 4 + static_cast<std::uint64_t>(kind); }
    std::string block_path() const;
    void open_block();
    std::string folder_, identity_;
    const Layout& layout_;
    store::Journal draws_;
    std::unique_ptr<store::Journal> block_; //!< of draws not yet folded: what moments are made of
    Moments moments_;
};

} // namespace hearth::forecast
