"""What a run needs in memory: forecast, measured, and fitted to what there is."""

from tuning_core.memory.fitting import fit as fit
from tuning_core.memory.forecasting import Forecast as Forecast
from tuning_core.memory.forecasting import forecast as forecast
