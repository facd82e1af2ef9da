#include "serve/command/program.h"

int main(int argc, char** argv) { return tango::serve::run(argc, argv); }
