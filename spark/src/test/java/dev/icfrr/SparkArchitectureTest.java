package dev.icfrr;

class SparkArchitectureTest extends ClientArchitecture {}
