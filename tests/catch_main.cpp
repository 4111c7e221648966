// The test program's main, which comes with Catch2.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
