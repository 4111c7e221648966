// A text for people that a file keeps as well: files are the same in every language.
#pragma once

#include "words/say.hpp"

namespace hearth {

struct Remark {
    std::string english; //!< as files keep it
    std::string shown;   //!< in the language spoken
};

//! \param english a text marked with word(), its values as fmt::format writes them
template <class... Values>
Remark remark(const char* english, const Values&... values)
{
    const std::string_view said = translated(english);
    return {fmt::vformat(english, fmt::make_format_args(values...)),
            fmt::vformat({said.data(), said.size()}, fmt::make_format_args(values...))};
}

} // namespace hearth
