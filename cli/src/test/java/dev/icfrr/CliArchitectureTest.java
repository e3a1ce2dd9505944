package dev.icfrr;

class CliArchitectureTest extends ClientArchitecture {}
