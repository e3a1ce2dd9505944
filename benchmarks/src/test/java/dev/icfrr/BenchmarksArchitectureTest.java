package dev.icfrr;

class BenchmarksArchitectureTest extends ModuleArchitecture {}
