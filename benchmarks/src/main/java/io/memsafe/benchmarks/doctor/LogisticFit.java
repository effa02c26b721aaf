package io.memsafe.benchmarks.doctor;

import io.memsafe.doctor.plan.Backtest;
import io.memsafe.doctor.plan.Recurrence;
import java.util.List;

/** Fits the weights of {@link Recurrence} by maximum likelihood, with a ridge on all but the constant: Newton's method. */
final class LogisticFit {
    private static final double RIDGE = 1;
    private static final int STEPS = 30;

    private LogisticFit() {}

    static double[] weights(List<Backtest.Case> cases) {
        int n = cases.get(0).features().length + 1;
        double[] weights = new double[n];
        for (int step = 0; step < STEPS; step++) {
            double[][] system = new double[n][n + 1]; // Hessian, gradient
            for (Backtest.Case one : cases) {
                double p = Recurrence.probability(one.features(), weights);
                for (int i = 0; i < n; i++) {
                    double x = i == 0 ? 1 : one.features()[i - 1];
                    system[i][n] += x * ((one.reached() ? 1 : 0) - p);
                    for (int j = 0; j < n; j++) {
                        system[i][j] += x * (j == 0 ? 1 : one.features()[j - 1]) * p * (1 - p);
                    }
                }
            }
            for (int i = 1; i < n; i++) {
                system[i][i] += RIDGE;
                system[i][n] -= RIDGE * weights[i];
            }
            double[] change = solved(system);
            for (int i = 0; i < n; i++) {
                weights[i] += change[i];
            }
        }
        return weights;
    }

    /** By Gauss and Jordan; the matrix is positive definite. */
    private static double[] solved(double[][] system) {
        int n = system.length;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                double factor = k == i ? 0 : system[k][i] / system[i][i];
                for (int j = i; j <= n; j++) {
                    system[k][j] -= factor * system[i][j];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = system[i][n] / system[i][i];
        }
        return solution;
    }
}
