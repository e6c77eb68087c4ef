def rounds():
    return {}
