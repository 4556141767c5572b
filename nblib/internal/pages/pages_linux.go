package pages

import "C" // so that the C file beside this one is built
