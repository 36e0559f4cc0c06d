module translate

go 1.25.0

require github.com/prometheus/otlptranslator v1.0.0
