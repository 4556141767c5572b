// Package e2e holds the tests that look at nnbook as a user does: notebooks run by the real kernel, JupyterLab and
// exported pages in a real browser, and the commands of the Makefile with things missing.
//
// They need the environment of `make env` and, some of them, Chromium; without these they are skipped with a line that
// says so. With NNBOOK_E2E=required, as in continuous integration, a missing part fails them instead.
package e2e
