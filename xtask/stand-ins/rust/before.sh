#!/bin/sh
# Nothing is needed before the packages are unpacked.
