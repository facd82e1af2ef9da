#include "cli/command_line.h"

int main(int argc, char** argv) { return tango::cli::run(argc, argv); }
