#include "output/terminal.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

namespace hearth {

bool on_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

std::size_t columns_of_text()
{
    if (!on_terminal()) return usual_columns;
    if (const char* told = std::getenv("COLUMNS")) {
        std::size_t columns = 0;
        const char* end = told + std::strlen(told);
        if (std::from_chars(told, end, columns).ptr == end && columns >= 20 && columns <= 10000) return columns;
    }
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
    return usual_columns;
}

} // namespace hearth
