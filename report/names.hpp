// Names and units as people read them, in the language spoken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "output/results.hpp"
#include "report/document.hpp"

namespace hearth::report {

//! A measure's name in the language spoken, from the file; its canonical name where the file has none.
std::string label_of(const Results::Variable& v);
//! "registry:left" -> "left poverty"; a name of a user's own as it is.
std::string group_name(const std::string& group);
//! "quintile:" -> "Income quintile".
std::string dimension_name(std::string_view dimension);
//! `largest`: of the values shown together, before the factor. Money: yuan, million yuan (Chinese: yuan, ten thousand, hundred million).
ShownUnit shown_unit(const std::string& unit, double largest, bool difference = false);
//! How a measure is counted, "" where unknown.
std::string definition(std::string_view measure);
//! With a capital at the beginning.
std::string capital(std::string text);
//! Counties' Chinese names where an input tells them ("county:xiji" -> "西吉县"); used by group_name() when Chinese is spoken.
void name_counties(const std::vector<std::string>& names, const std::vector<std::string>& chinese);

} // namespace hearth::report
