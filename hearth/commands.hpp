// One function a command. Arguments exclude the command's name; the exit code is returned.
#pragma once

#include <string>
#include <vector>

namespace hearth {

using Arguments = std::vector<std::string>;

int import_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int run_command(const Arguments& arguments);
int settle_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int experiment_command(const Arguments& arguments);
int measure_command(const Arguments& arguments);
int table_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int programmes_command(const Arguments& arguments);
int calibrate_command(const Arguments& arguments);
int forecast_command(const Arguments& arguments);
int fan_command(const Arguments& arguments);
int fund_command(const Arguments& arguments);
int optimise_command(const Arguments& arguments);
int value_command(const Arguments& arguments);
int resume_command(const Arguments& arguments);
int verify_command(const Arguments& arguments);
int report_command(const Arguments& arguments);

namespace exit_code {
inline constexpr int done = 0;
inline constexpr int wrong_input = 2;
inline constexpr int usage = 64;
inline constexpr int our_fault = 70;
inline constexpr int io = 74;
inline constexpr int stopped = 75; //!< can be resumed
} // namespace exit_code

} // namespace hearth
