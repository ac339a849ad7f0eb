"""What the results hang on: mechanisms, parameters, order of acting, number of runs."""
