// Answers each line {"name","unit","kind"} with the names that Prometheus and the Collector give such an instrument under
// the four translation strategies; null where the translator refuses it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"

	"github.com/prometheus/otlptranslator"
)

type instrument struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
	Kind string `json:"kind"`
}

var kinds = map[string]otlptranslator.MetricType{
	"counter":       otlptranslator.MetricTypeMonotonicCounter,
	"upDownCounter": otlptranslator.MetricTypeNonMonotonicCounter,
	"gauge":         otlptranslator.MetricTypeGauge,
	"histogram":     otlptranslator.MetricTypeHistogram,
}

var strategies = []otlptranslator.TranslationStrategyOption{
	otlptranslator.UnderscoreEscapingWithSuffixes,
	otlptranslator.UnderscoreEscapingWithoutSuffixes,
	otlptranslator.NoUTF8EscapingWithSuffixes,
	otlptranslator.NoTranslation,
}

func namesOf(i instrument) []*string {
	names := make([]*string, len(strategies))
	for index, strategy := range strategies {
		namer := otlptranslator.NewMetricNamer("", strategy)
		name, err := namer.Build(otlptranslator.Metric{Name: i.Name, Unit: i.Unit, Type: kinds[i.Kind]})
		if err == nil {
			names[index] = &name
		}
	}
	return names
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	lines := json.NewDecoder(bufio.NewReader(os.Stdin))
	answers := json.NewEncoder(out)
	answers.SetEscapeHTML(false)
	for {
		var asked instrument
		if err := lines.Decode(&asked); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		if err := answers.Encode(namesOf(asked)); err != nil {
			log.Fatal(err)
		}
	}
}
