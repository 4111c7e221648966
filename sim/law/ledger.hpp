// What the law remembers of persons and households between claims.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/law/terms.hpp"

namespace hearth::law {

//! Of each person, whatever the stack.
struct PersonHead {
    std::int32_t year = -1;       //!< the calendar year the ledger is open for
    std::uint16_t admissions = 0; //!< inpatient claims of the year
    std::uint16_t opened = 0;     //!< bit of each layer that `when` has opened this year
    Money own_year;               //!< out-of-pocket payments of the year
    Money charged_year;
};

//! The accounts one claim settles against; they live elsewhere (a pool, or Accounts below).
struct Ledger {
    PersonHead* head = nullptr;
    std::int32_t* household_year = nullptr; //!< null where the stack keeps none
    std::array<std::int64_t*, 2> words{};   //!< by Unit

    //! Opens a calendar year: yearly words at zero, lasting ones kept.
    void open_year(const Stack& stack, int year) const
    {
        if (head->year != year) {
            *head = {};
            head->year = year;
            std::fill_n(words[0], stack.ledger[0].yearly, 0);
        }
        if (household_year && *household_year != year) {
            *household_year = year;
            std::fill_n(words[1], stack.ledger[1].yearly, 0);
        }
    }
};

//! Accounts of one person (and its household) that own their memory.
class Accounts {
public:
    explicit Accounts(const Stack& stack)
        : words_{std::vector<std::int64_t>(static_cast<std::size_t>(stack.ledger[0].words())),
                 std::vector<std::int64_t>(static_cast<std::size_t>(stack.ledger[1].words()))}
    {
    }
    Ledger ledger() { return {&head_, &household_year_, {words_[0].data(), words_[1].data()}}; }
    const PersonHead& head() const { return head_; }

private:
    PersonHead head_;
    std::int32_t household_year_ = -1;
    std::array<std::vector<std::int64_t>, 2> words_;
};

} // namespace hearth::law
