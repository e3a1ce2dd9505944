package dev.icfrr;

class EmbeddingsArchitectureTest extends ClientArchitecture {}
