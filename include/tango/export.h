/* Marks what libtango.so exports; everything else in it is hidden. */
#pragma once

#define TANGO_EXPORT __attribute__((visibility("default")))
