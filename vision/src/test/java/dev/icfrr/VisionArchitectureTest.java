package dev.icfrr;

class VisionArchitectureTest extends ClientArchitecture {}
