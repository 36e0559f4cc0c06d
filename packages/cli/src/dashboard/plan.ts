/** A dashboard as data, before it is in Grafana's words. */
export interface DashboardPlan {
  readonly title: string;
  readonly uid: string;
  readonly variables: readonly VariablePlan[];
  readonly rows: readonly RowPlan[];
}

/** What queries are filtered by. */
export interface VariablePlan {
  readonly name: string;
  readonly label: string;
  /** A closed set; where it is not there the values are asked for. */
  readonly values?: readonly string[];
  /** `label_values(…)`, where there is no closed set. */
  readonly query?: string;
}

export interface RowPlan {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
}

export interface PanelPlan {
  readonly kind: 'graph' | 'number' | 'heatmap';
  readonly title: string;
  readonly description: string;
  /** An id of Grafana's units. */
  readonly unit: string;
  readonly targets: readonly TargetPlan[];
}

export interface TargetPlan {
  readonly expr: string;
  readonly legend: string;
  /** Whether points of single measurements are shown, which lead to their traces. */
  readonly exemplars?: boolean;
}
