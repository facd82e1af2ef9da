#include "train/command/program.h"

int main(int argc, char** argv) { return tango::train::run(argc, argv); }
