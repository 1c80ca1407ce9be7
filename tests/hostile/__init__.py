"""What a stranger could send to do harm, each as one input to a running site, which has to stay well."""
