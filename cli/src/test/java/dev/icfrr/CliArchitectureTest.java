package dev.icfrr;

class CliArchitectureTest extends ModuleArchitecture {}
